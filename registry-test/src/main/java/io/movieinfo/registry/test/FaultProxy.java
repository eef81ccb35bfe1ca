package io.movieinfo.registry.test;

import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import io.movieinfo.registry.test.Flow.Breakage;

/**
 * A TCP proxy for tests, that does to connections what networks do: clients connect to a
 * port of this machine's loopback, and what they send goes to the target and back.
 * <p>
 * Faults may be switched at any time. {@link #delay}, {@link #throttle}, the black holes
 * and the {@code …After} faults last until {@link #heal}, and hit connections that exist
 * and those to come; {@link #cut()} and {@link #reset()} hit those that exist, once.
 * Several may be on together. As in a real network, bytes are neither lost nor reordered
 * within a connection that survives: what a black hole held up arrives when it is healed.
 * <p>
 * Thread-safe. Nothing here blocks but {@link #close}. Each connection takes two daemon
 * threads and 32 KiB, and is gone when both sides have ended it. A connection whose
 * target cannot be reached is reset.
 */
public final class FaultProxy implements AutoCloseable {

	private static final Duration GRACE = Duration.ofSeconds(10);

	private static final AtomicInteger started = new AtomicInteger();

	private final Faults faults;

	private final Links links;

	private final Listener listener;

	private final ExecutorService executor;

	private FaultProxy(Faults faults, Links links, Listener listener, ExecutorService executor) {
		this.faults = faults;
		this.links = links;
		this.listener = listener;
		this.executor = executor;
	}

	/**
	 * Starts a proxy on a free port that it keeps; nothing is wrong with it yet.
	 * @param target where it passes everything on to; need not listen yet
	 * @throws UncheckedIOException if no port was found
	 */
	public static FaultProxy start(InetSocketAddress target) {
		String name = "fault-proxy-" + started.incrementAndGet();
		ExecutorService executor = Executors.newCachedThreadPool((task) -> {
			Thread thread = new Thread(task, name);
			thread.setDaemon(true);
			return thread;
		});
		Faults faults = new Faults();
		Links links = new Links(target, faults, executor);
		return new FaultProxy(faults, links, Listener.start(executor, links::accepted), executor);
	}

	/**
	 * Returns where it listens. Stays the same as long as it lives.
	 */
	public InetSocketAddress address() {
		return this.listener.address();
	}

	/**
	 * Returns the port that it listens at.
	 */
	public int port() {
		return address().getPort();
	}

	/**
	 * Keeps back what is sent: each piece for so long, and what comes meanwhile for as
	 * long again. The end of a connection is kept back too.
	 * @param delay how long; zero for no delay
	 */
	public void delay(Direction direction, Duration delay) {
		change(direction, (flow) -> flow.withDelay(delay));
	}

	/**
	 * Makes each connection slow.
	 * @param bytesPerSecond how much passes in a second; 0 for no limit
	 */
	public void throttle(Direction direction, long bytesPerSecond) {
		change(direction, (flow) -> flow.withBytesPerSecond(bytesPerSecond));
	}

	/**
	 * Lets nothing pass in either direction, not even the end of a connection. New
	 * connections are accepted here, and get no farther.
	 */
	public void blackHole() {
		for (Direction direction : Direction.values()) {
			blackHole(direction);
		}
	}

	/**
	 * Lets nothing pass in one direction; the other one is as it was.
	 */
	public void blackHole(Direction direction) {
		change(direction, Flow::withHeld);
	}

	/**
	 * Ends the connections that exist, in order (FIN) and on both sides. What either side
	 * still sends is thrown away.
	 */
	public void cut() {
		this.links.forEach(Link::cut);
	}

	/**
	 * Ends one direction of the connections that exist, in order (FIN). What still comes
	 * that way is thrown away; the other direction is as it was.
	 */
	public void cut(Direction direction) {
		this.links.forEach((link) -> link.cut(direction));
	}

	/**
	 * Ends every connection in order (FIN), on both sides, when some bytes more have
	 * passed.
	 * @param bytes how many may still pass in each connection; with 0 the first one
	 * brings the end
	 */
	public void cutAfter(Direction direction, long bytes) {
		Breakage breakage = new Breakage(bytes, false);
		change(direction, (flow) -> flow.withBreakage(breakage));
	}

	/**
	 * Breaks the connections that exist, on both sides (RST).
	 */
	public void reset() {
		this.links.forEach(Link::reset);
	}

	/**
	 * Breaks every connection (RST), on both sides, when some bytes more have passed.
	 * @param bytes how many may still pass in each connection; with 0 the first one
	 * brings the end
	 */
	public void resetAfter(Direction direction, long bytes) {
		Breakage breakage = new Breakage(bytes, true);
		change(direction, (flow) -> flow.withBreakage(breakage));
	}

	/**
	 * Refuses new connections; those that exist stay. Idempotent.
	 */
	public void refuse() {
		this.listener.refuse();
	}

	/**
	 * Ends all faults: connections are accepted, and what was held up passes. Does
	 * nothing once the proxy is closed.
	 * @throws UncheckedIOException if somebody else has taken the port while connections
	 * were refused
	 */
	public void heal() {
		this.listener.listenAgain();
		for (Direction direction : Direction.values()) {
			change(direction, (flow) -> Flow.HEALTHY);
		}
	}

	/**
	 * Returns how many connections have been accepted so far.
	 */
	public long accepted() {
		return this.links.accepted();
	}

	/**
	 * Returns how many connections there are now; those that were broken here may count
	 * for a moment yet.
	 */
	public int connections() {
		return this.links.size();
	}

	/**
	 * Returns how many bytes have passed so far, in all connections together: at least
	 * those that have been received.
	 */
	public long passed(Direction direction) {
		return this.links.passed(direction);
	}

	/**
	 * Stops listening, breaks all connections and waits until its threads have ended.
	 * Idempotent.
	 */
	@Override
	public void close() {
		this.listener.close();
		this.links.close();
		this.executor.shutdownNow();
		try {
			this.executor.awaitTermination(GRACE.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void change(Direction direction, UnaryOperator<Flow> change) {
		this.faults.change(direction, change);
	}

}
