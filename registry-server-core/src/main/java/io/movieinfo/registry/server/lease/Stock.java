package io.movieinfo.registry.server.lease;

/**
 * How many instances of a service, or of the whole registry, are in which phase.
 */
final class Stock {

	private int listed;

	private int held;

	private int lost;

	private int dead;

	// those that were allowed to run out just now, and whose store has yet to say yes
	private int running;

	void add(Phase phase) {
		count(phase, 1);
	}

	void remove(Phase phase) {
		count(phase, -1);
	}

	void addRunning() {
		this.running++;
	}

	void clearRunning() {
		this.running = 0;
	}

	int listed() {
		return this.listed;
	}

	/**
	 * Those that are not proven dead.
	 */
	int living() {
		return this.listed - this.dead;
	}

	int held() {
		return this.held;
	}

	/**
	 * Those that are lost without proof.
	 */
	int lost() {
		return this.lost + this.running;
	}

	private void count(Phase phase, int change) {
		this.listed += change;
		switch (phase) {
			case ALIVE, SUSPECT -> {
				// neither held nor over
			}
			case HELD -> this.held += change;
			case LOST -> this.lost += change;
			case DEAD -> this.dead += change;
		}
	}

}
