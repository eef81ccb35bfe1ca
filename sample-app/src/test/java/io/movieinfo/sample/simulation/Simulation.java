package io.movieinfo.sample.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.VirtualTime;
import io.movieinfo.registry.server.lease.LeaseSettings;
import io.movieinfo.registry.server.probe.Finding;
import org.jspecify.annotations.Nullable;

/**
 * One schedule: a server, some clients, and what happens to them, all of it decided by a
 * seed. Runs on the calling thread and its own virtual time.
 */
final class Simulation {

	private static final long MILLI = 1_000_000;

	/** Longer than the longest back-off, missed heartbeats and start hold together. */
	private static final Duration SETTLING = Duration.ofSeconds(36);

	private static final int MOST_CLIENTS = 6;

	final SplittableRandom random;

	final VirtualTime time;

	final Trace trace;

	final Judge judge;

	final ServerNode server;

	final List<ServiceKey> services = new ArrayList<>();

	final List<ClientHost> clients = new ArrayList<>();

	private final PriorityQueue<Planned> plan = new PriorityQueue<>();

	private final List<Application> ports = new ArrayList<>();

	private int started;

	Simulation(long seed) {
		this.random = new SplittableRandom(seed);
		this.time = new VirtualTime(seed);
		this.trace = new Trace(this.time);
		LeaseSettings leases = new LeaseSettings(Duration.ofSeconds(9), Duration.ofSeconds(3),
				Duration.ofSeconds(this.random.nextBoolean() ? 12 : 300),
				Duration.ofSeconds(this.random.nextInt(5, 13)));
		this.judge = new Judge(this.time, leases, this.trace);
		this.server = new ServerNode(this.time, leases, this.judge, this::probe);
		for (int i = 0; i < this.random.nextInt(1, 4); i++) {
			this.services.add(new ServiceKey("default", "service-" + i));
		}
	}

	/**
	 * Runs the schedule.
	 * @return the fingerprint of all that happened
	 */
	long run() {
		this.server.start();
		for (int i = this.random.nextInt(2, MOST_CLIENTS); i > 0; i--) {
			later(this.random.nextLong(2_000 * MILLI), this::startClient);
		}
		long end = this.random.nextLong(5_000, 30_000) * MILLI;
		Actions actions = new Actions(this);
		for (int i = this.random.nextInt(5, 40); i > 0; i--) {
			later(this.random.nextLong(end), actions::random);
		}
		work();
		advance(Duration.ofMillis(500));
		heal();
		for (int second = 0; second < SETTLING.toSeconds(); second++) {
			advance(Duration.ofSeconds(1));
			work();
		}
		settled();
		leave();
		return this.trace.fingerprint();
	}

	/**
	 * Plans something.
	 * @param nanos from now on
	 */
	void later(long nanos, Runnable what) {
		this.plan.add(new Planned(this.time.getAsLong() + nanos, this.plan.size() + (long) this.started++, what));
	}

	void startClient() {
		if (this.clients.size() < MOST_CLIENTS) {
			ClientHost client = new ClientHost(this.time, this.random.split(), this.judge, this.server, ++this.started);
			this.trace.add("client starts", client);
			this.clients.add(client);
			List<ServiceKey> watched = new ArrayList<>(this.services);
			watched.removeIf((service) -> this.random.nextInt(4) == 0);
			client.start(watched);
			for (int i = this.random.nextInt(3); i > 0; i--) {
				register(client);
			}
		}
	}

	/**
	 * Starts an instance in a process; other processes may have the same id.
	 */
	void register(ClientHost client) {
		ServiceKey service = this.services.get(this.random.nextInt(this.services.size()));
		this.started++;
		InstanceContent content = InstanceContent.builder(service.name())
			.id("i" + this.random.nextInt(4))
			.address("10.0.0.1")
			.port(this.ports.size() + 1)
			.weight(this.random.nextInt(1, 200))
			.build();
		boolean kept = client.applications()
			.stream()
			.anyMatch((other) -> !other.isGone() && other.key().equals(content.key()));
		if (!kept) {
			Application application = new Application(client, client.nextStartId(), content);
			application.setHealthy(this.random.nextInt(6) > 0);
			this.trace.add("registers", application);
			this.ports.add(application);
			client.applications().add(application);
			application.start();
		}
	}

	void kill(ClientHost client) {
		this.clients.remove(client);
		client.kill();
	}

	/**
	 * Lets time pass.
	 */
	void advance(Duration duration) {
		this.time.advance(duration);
		String verdict = this.judge.verdict();
		if (verdict != null) {
			throw new Violation(verdict);
		}
	}

	private void work() {
		for (Planned next = this.plan.poll(); next != null; next = this.plan.poll()) {
			advance(Duration.ofNanos(Math.max(0, next.at - this.time.getAsLong())));
			next.what.run();
		}
	}

	private void heal() {
		this.trace.add("everything heals");
		this.clients.forEach((client) -> client.path().block(false, false));
		this.server.store().fail(false);
		this.server.start();
	}

	private void settled() {
		ServerNode.Run run = this.server.run();
		if (run == null) {
			throw this.judge.violation("the server is not up in the end");
		}
		this.judge.checkSettled(this.clients, run, this.services);
	}

	/**
	 * All clients leave, and nothing is left.
	 */
	private void leave() {
		this.trace.add("all leave");
		this.clients.forEach((client) -> client.applications().forEach((application) -> {
			application.leave();
			application.registration().deregister(Duration.ZERO);
		}));
		advance(Duration.ofSeconds(3));
		this.clients.forEach((client) -> client.client().close());
		advance(Duration.ofSeconds(12));
		ServerNode.Run run = this.server.run();
		if (run == null || run.sessions().count() != 0) {
			throw this.judge.violation("sessions are left: " + ((run != null) ? run.sessions().count() : "no server"));
		}
		for (ServiceKey service : this.services) {
			CompletableFuture<?> watchers = run.registry().operations().watchers(service).toCompletableFuture();
			this.time.run();
			if (!List.of().equals(watchers.getNow(null))) {
				throw this.judge.violation("watchers of %s are left: %s".formatted(service, watchers));
			}
		}
		for (ClientHost client : this.clients) {
			if (!client.process().isIdle()) {
				throw this.judge.violation(client + " has something to do after its end");
			}
		}
		this.judge.checkLeft(this.clients, run);
	}

	/**
	 * Tries to reach a port from the server's host.
	 */
	private CompletionStage<Finding> probe(String address, int port) {
		CompletableFuture<Finding> answer = new CompletableFuture<>();
		Application target = this.ports.get(port - 1);
		ServerNode.Run run = this.server.run();
		if (run == null) {
			return CompletableFuture.completedFuture(Finding.NOT_PROBED);
		}
		boolean open = target.host().path().isOpen();
		long after = open ? target.host().path().delay() : 300 * MILLI;
		run.process().io(after, () -> {
			Finding finding = open ? (target.isListening() ? Finding.CONNECTED : Finding.REFUSED) : Finding.NO_ANSWER;
			this.judge.probed(target, finding);
			answer.complete(finding);
		});
		return answer;
	}

	private record Planned(long at, long number, Runnable what) implements Comparable<Planned> {

		@Override
		public int compareTo(Planned other) {
			int byTime = Long.compare(this.at, other.at);
			return (byTime != 0) ? byTime : Long.compare(this.number, other.number);
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return this == other;
		}

		@Override
		public int hashCode() {
			return Long.hashCode(this.number);
		}

	}

}
