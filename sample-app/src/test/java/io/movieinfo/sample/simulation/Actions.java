package io.movieinfo.sample.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import org.jspecify.annotations.Nullable;

/**
 * What can happen, in a random order.
 */
final class Actions {

	private static final long MILLI = 1_000_000;

	private final Simulation simulation;

	private final SplittableRandom random;

	Actions(Simulation simulation) {
		this.simulation = simulation;
		this.random = simulation.random.split();
	}

	/**
	 * Does something; nothing, if whoever should do it cannot.
	 */
	void random() {
		ClientHost client = client();
		int what = this.random.nextInt(100);
		if (what < 5 || client == null) {
			this.simulation.startClient();
		}
		else if (what < 40) {
			if (!client.process().isFrozen()) {
				inApplication(client, what);
			}
		}
		else if (what < 80) {
			toClient(client, what);
		}
		else {
			toServer(what);
		}
	}

	private void inApplication(ClientHost client, int what) {
		List<Application> running = new ArrayList<>(client.applications());
		running.removeIf(Application::isLeaving);
		if (running.isEmpty() || what < 13) {
			this.simulation.register(client);
			return;
		}
		Application application = running.get(this.random.nextInt(running.size()));
		if (what < 19) {
			boolean healthy = this.random.nextBoolean();
			this.simulation.trace.add("turns", application, healthy);
			application.setHealthy(healthy);
			if (this.random.nextBoolean()) {
				application.registration().checkHealthNow();
			}
		}
		else if (what < 29) {
			this.simulation.trace.add("updates", application);
			for (int times = (this.random.nextInt(4) == 0) ? 30 : 1; times > 0; times--) {
				this.simulation.later(this.random.nextLong(200 * MILLI), () -> update(application));
			}
		}
		else if (what < 34) {
			end(application);
		}
		else {
			Duration limit = Duration.ofMillis(this.random.nextInt(3_000));
			this.simulation.trace.add("drains", application, limit);
			application.leave();
			application.registration().drain(limit);
			this.simulation.later(limit.toNanos() + this.random.nextLong(800 * MILLI), () -> end(application));
		}
	}

	private void toClient(ClientHost client, int what) {
		if (what < 45) {
			this.simulation.trace.add("killed", client);
			this.simulation.kill(client);
			this.simulation.later(this.random.nextLong(3_000 * MILLI), this.simulation::startClient);
		}
		else if (what < 52) {
			Duration duration = duration(15_000);
			this.simulation.trace.add("freezes", client, duration);
			client.process().freeze(duration);
		}
		else if (what < 57) {
			Duration duration = duration(12_000);
			this.simulation.trace.add("blocks the client thread", client, duration);
			client.blockThread(duration);
		}
		else if (what < 67) {
			boolean toServer = this.random.nextInt(3) > 0;
			boolean toClient = !toServer || this.random.nextBoolean();
			Duration duration = duration(14_000);
			this.simulation.trace.add("path is blocked", client, toServer, toClient, duration);
			client.path().block(toServer, toClient);
			this.simulation.later(duration.toNanos(), () -> {
				this.simulation.trace.add("path is open", client);
				client.path().block(false, false);
			});
		}
		else if (!client.wires().isEmpty()) {
			Wire wire = client.wires().get(this.random.nextInt(client.wires().size()));
			boolean noticed = this.random.nextInt(3) > 0;
			Duration after = (this.random.nextInt(3) > 0) ? duration(8_000) : null;
			this.simulation.trace.add("cut", wire.record(), noticed, String.valueOf(after));
			wire.cut(noticed, after);
		}
	}

	private void toServer(int what) {
		ServerNode server = this.simulation.server;
		ServerNode.Run run = server.run();
		if (run == null) {
			return;
		}
		if (what < 84) {
			this.simulation.trace.add("server is killed, store kept");
			server.kill();
			restart();
		}
		else if (what < 87) {
			this.simulation.trace.add("server is killed, store lost");
			server.kill();
			server.loseStore();
			restart();
		}
		else if (what < 89) {
			this.simulation.trace.add("server is killed, revisions reserved");
			server.kill();
			server.store().skipReserved();
			restart();
		}
		else if (what < 92) {
			this.simulation.trace.add("server stops");
			server.stop();
			restart();
		}
		else if (what < 95 && !run.process().isFrozen()) {
			Duration duration = duration(12_000);
			this.simulation.trace.add("server freezes", duration);
			this.simulation.judge.serverStalls(duration.toNanos());
			run.process().freeze(duration);
		}
		else if (what < 97 && !run.process().isFrozen()) {
			Duration duration = duration(8_000);
			this.simulation.trace.add("everything stands still", duration);
			this.simulation.judge.serverStalls(duration.toNanos());
			this.simulation.time.stall(duration);
		}
		else {
			failStore(server.store());
		}
	}

	private void failStore(SimulatedStore store) {
		Duration duration = duration(3_000);
		this.simulation.trace.add("store fails", duration);
		store.fail(true);
		this.simulation.judge.storeFails(duration.toNanos());
		this.simulation.later(duration.toNanos(), () -> store.fail(false));
	}

	private void restart() {
		this.simulation.later(this.random.nextLong(8_000 * MILLI), () -> {
			this.simulation.trace.add("server starts");
			this.simulation.server.start();
		});
	}

	private void update(Application application) {
		if (!application.isLeaving() && !application.host().process().isFrozen()) {
			application.update(application.content().toBuilder().weight(this.random.nextInt(1, 200)).build());
		}
	}

	private void end(Application application) {
		if (!application.isGone() && !application.host().process().isFrozen()) {
			this.simulation.trace.add("deregisters", application);
			application.leave();
			application.registration().deregister(Duration.ZERO);
			application.died();
		}
	}

	private @Nullable ClientHost client() {
		List<ClientHost> clients = this.simulation.clients;
		return clients.isEmpty() ? null : clients.get(this.random.nextInt(clients.size()));
	}

	/**
	 * Mostly short, sometimes long.
	 */
	private Duration duration(int mostMillis) {
		return Duration.ofMillis(1 + this.random.nextInt((this.random.nextInt(3) == 0) ? mostMillis : mostMillis / 8));
	}

}
