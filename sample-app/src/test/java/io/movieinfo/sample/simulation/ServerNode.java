package io.movieinfo.sample.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.VirtualTime;
import io.movieinfo.registry.server.app.session.SimulatedSessions;
import io.movieinfo.registry.server.lease.LeaseSettings;
import io.movieinfo.registry.server.probe.Prober;
import org.jspecify.annotations.Nullable;

/**
 * The one server: its process may die and come back, with its store or without.
 */
final class ServerNode {

	private final VirtualTime time;

	private final LeaseSettings leases;

	private final Judge judge;

	private final Prober prober;

	private SimulatedStore store;

	private int epochs;

	private int starts;

	private @Nullable Run run;

	/**
	 * Creates a server that is still to be started.
	 * @param prober asks in the name of the process that runs then
	 */
	ServerNode(VirtualTime time, LeaseSettings leases, Judge judge, Prober prober) {
		this.time = time;
		this.leases = leases;
		this.judge = judge;
		this.prober = prober;
		this.store = new SimulatedStore("e" + ++this.epochs, judge);
	}

	@Nullable Run run() {
		return this.run;
	}

	SimulatedStore store() {
		return this.store;
	}

	void start() {
		if (this.run == null) {
			SimulatedProcess process = new SimulatedProcess(this.time, "server-" + ++this.starts);
			Registry registry = Registry.builder()
				.node(process.toString())
				.store(this.store)
				.leases(this.leases)
				.prober(this.prober)
				.ticker(this.time)
				.clock(this.time)
				.threads(process::executor)
				.build();
			this.judge.serverStarts();
			registry.start();
			SimulatedSessions sessions = new SimulatedSessions(registry, this.time, () -> process.executor("sessions"));
			sessions.start();
			this.run = new Run(process, registry, sessions, new ArrayList<>());
		}
	}

	/**
	 * Kills the process.
	 */
	void kill() {
		Run killed = this.run;
		if (killed != null) {
			this.run = null;
			this.judge.serverDies();
			killed.process.kill();
			List.copyOf(killed.wires).forEach(Wire::serverDies);
			this.store.close();
		}
	}

	/**
	 * Loses what is stored, while the process is down.
	 */
	void loseStore() {
		this.store = new SimulatedStore("e" + ++this.epochs, this.judge);
	}

	/**
	 * Stops the process as its container does.
	 */
	void stop() {
		Run stopped = this.run;
		if (stopped == null || stopped.process.isFrozen()) {
			return;
		}
		stopped.registry.stopDeciding();
		this.judge.serverStops();
		this.run = null;
		CountDownLatch untold = stopped.sessions.sendAway();
		for (int tries = 0; tries < 20 && untold.getCount() > 0; tries++) {
			this.time.advance(Duration.ofMillis(50));
		}
		stopped.sessions.closeAll();
		this.time.advance(Duration.ofMillis(20));
		List.copyOf(stopped.wires).forEach((wire) -> wire.endOfServer("the container stops"));
		stopped.registry.close();
		stopped.process.kill();
		this.store.close();
	}

	/**
	 * One process of the server.
	 *
	 * @param wires its connections
	 */
	record Run(SimulatedProcess process, Registry registry, SimulatedSessions sessions, List<Wire> wires) {

		@Override
		public String toString() {
			return this.process.toString();
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return this == other;
		}

		@Override
		public int hashCode() {
			return this.process.toString().hashCode();
		}

	}

}
