package io.movieinfo.registry.balancer;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

import io.movieinfo.registry.protocol.ServiceInstance;

/**
 * Servers with queues, and a client that calls them through a strategy, on a virtual
 * clock: a discrete-event simulation, the same in every run. Calls arrive at random, as
 * many clients make them independently (a Poisson process); each server works on a number
 * of calls at once and lets the others wait in order.
 */
final class QueueingSimulation {

	private final FakeTicker ticker = new FakeTicker();

	private final long begin = this.ticker.getAsLong();

	private final PriorityQueue<Event> events = new PriorityQueue<>();

	private final List<Server> servers = new ArrayList<>();

	private final ServiceEndpoints endpoints;

	private final SplittableRandom random;

	private final List<Call> calls = new ArrayList<>();

	private long sequence;

	QueueingSimulation(String strategy, long seed) {
		this.random = new SplittableRandom(seed);
		this.endpoints = new ServiceEndpoints(Strategies.seeded(strategy, seed), BalancingRules.DEFAULT, this.ticker);
	}

	/**
	 * Adds a server.
	 * @param workers how many calls it works on at once
	 * @param behaviour how it does
	 */
	QueueingSimulation server(int workers, Behaviour behaviour) {
		this.servers.add(new Server(workers, behaviour));
		return this;
	}

	QueueingSimulation servers(int count, int workers, Behaviour behaviour) {
		for (int i = 0; i < count; i++) {
			server(workers, behaviour);
		}
		return this;
	}

	/**
	 * Makes calls for some time, and waits for the last of them.
	 */
	List<Call> run(double callsPerSecond, Duration duration) {
		List<ServiceInstance> instances = new ArrayList<>();
		for (int i = 0; i < this.servers.size(); i++) {
			instances.add(Instances.healthy(i));
		}
		this.endpoints.update(Instances.list(instances.toArray(ServiceInstance[]::new)));
		long at = this.begin;
		while (at < this.begin + duration.toNanos()) {
			at += (long) (-Math.log(1 - this.random.nextDouble()) / callsPerSecond * 1e9);
			schedule(at, this::call);
		}
		for (Event event = this.events.poll(); event != null; event = this.events.poll()) {
			this.ticker.set(event.at);
			event.what.run();
		}
		return this.calls;
	}

	/**
	 * Returns the latency that so many of a hundred calls stay below.
	 */
	static double percentileMillis(List<Call> calls, double percent) {
		long[] sorted = calls.stream().mapToLong(Call::nanos).sorted().toArray();
		return sorted[(int) Math.min(sorted.length - 1, sorted.length * percent / 100)] / 1e6;
	}

	private void call() {
		Endpoint endpoint = this.endpoints.pick(PickContext.NONE);
		if (endpoint == null) {
			throw new AssertionError("nothing picked");
		}
		long begun = this.ticker.getAsLong();
		this.servers.get((int) endpoint.instance().incarnation()).take(new Waiting(endpoint, begun));
	}

	private void schedule(long at, Runnable what) {
		this.events.add(new Event(at, this.sequence++, what));
	}

	/**
	 * How a server works.
	 */
	@FunctionalInterface
	interface Behaviour {

		/**
		 * Says how long it works on a call; negative if it fails after that time.
		 * @param seconds how long the simulation has been running
		 * @param random chance
		 */
		double workMillis(double seconds, SplittableRandom random);

		/**
		 * Work whose duration is that of log-normally distributed answers, with a spread
		 * as servers have it.
		 */
		static Behaviour ofMean(double millis) {
			// exp(mu + sigma²/2) is the mean
			double sigma = 0.5;
			return (seconds, random) -> millis * Math.exp(sigma * random.nextGaussian() - sigma * sigma / 2);
		}

	}

	/**
	 * A call that is over.
	 *
	 * @param server which server had it
	 * @param seconds when it began
	 * @param nanos how long it took
	 * @param failed whether it failed
	 */
	record Call(int server, double seconds, long nanos, boolean failed) {

	}

	private record Waiting(Endpoint endpoint, long begun) {

	}

	private record Event(long at, long sequence, Runnable what) implements Comparable<Event> {

		@Override
		public int compareTo(Event other) {
			int byTime = Long.compare(this.at, other.at);
			return (byTime != 0) ? byTime : Long.compare(this.sequence, other.sequence);
		}

	}

	private final class Server {

		private final int workers;

		private final Behaviour behaviour;

		private final Deque<Waiting> queue = new ArrayDeque<>();

		private int working;

		Server(int workers, Behaviour behaviour) {
			this.workers = workers;
			this.behaviour = behaviour;
		}

		void take(Waiting call) {
			this.queue.add(call);
			work();
		}

		private void work() {
			while (this.working < this.workers && !this.queue.isEmpty()) {
				Waiting call = this.queue.remove();
				long now = QueueingSimulation.this.ticker.getAsLong();
				double millis = this.behaviour.workMillis((now - QueueingSimulation.this.begin) / 1e9,
						QueueingSimulation.this.random);
				this.working++;
				schedule(now + (long) (Math.abs(millis) * 1e6), () -> done(call, millis < 0));
			}
		}

		private void done(Waiting call, boolean failed) {
			long nanos = QueueingSimulation.this.ticker.getAsLong() - call.begun;
			this.working--;
			QueueingSimulation.this.endpoints.completed(call.endpoint, failed ? Outcome.FAILURE : Outcome.SUCCESS,
					nanos);
			QueueingSimulation.this.calls.add(new Call((int) call.endpoint.instance().incarnation(),
					(call.begun - QueueingSimulation.this.begin) / 1e9, nanos, failed));
			work();
		}

	}

}
