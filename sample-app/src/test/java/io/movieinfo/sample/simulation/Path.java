package io.movieinfo.sample.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The way between a client's host and the server's: how long it takes, and whether
 * anything gets through in either direction.
 */
final class Path {

	private static final long MILLI = 1_000_000;

	private final SplittableRandom random;

	private final long slowest;

	private final List<Pipe> pipes = new ArrayList<>();

	private boolean toServerBlocked;

	private boolean toClientBlocked;

	Path(SplittableRandom random) {
		this.random = random;
		this.slowest = switch (random.nextInt(6)) {
			case 0 -> 300 * MILLI;
			case 1 -> 30 * MILLI;
			default -> 2 * MILLI;
		};
	}

	long delay() {
		return MILLI / 10 + this.random.nextLong(this.slowest);
	}

	void add(Pipe pipe) {
		this.pipes.add(pipe);
	}

	void remove(Pipe pipe) {
		this.pipes.remove(pipe);
	}

	/**
	 * Blocks directions, or opens them: then what has waited goes on.
	 */
	void block(boolean toServer, boolean toClient) {
		this.toServerBlocked = toServer;
		this.toClientBlocked = toClient;
		List.copyOf(this.pipes).forEach(Pipe::resume);
	}

	boolean isOpenToServer() {
		return !this.toServerBlocked;
	}

	boolean isOpenToClient() {
		return !this.toClientBlocked;
	}

	/**
	 * Whether questions can be answered.
	 */
	boolean isOpen() {
		return !this.toServerBlocked && !this.toClientBlocked;
	}

}
