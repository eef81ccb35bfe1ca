package io.movieinfo.registry.server.probe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects over TCP and closes the connection at once, without sending anything. One
 * thread makes all connections, a bounded number at a time; the others wait in order.
 * Hosts are looked up elsewhere, so that a slow name server holds up nobody but those who
 * use it. Link-local, wildcard and multicast addresses are never tried.
 * <p>
 * Findings are told on the prober's thread, which must not be blocked. A host may take
 * the time-out to be looked up and the time-out again to answer.
 */
public final class TcpProber implements Prober {

	private static final Logger logger = LoggerFactory.getLogger(TcpProber.class);

	private static final int MAX_ATTEMPTS = 512;

	private final long timeout;

	private final int maxAttempts;

	private final HostLookups lookups;

	private final Selector selector;

	private final Thread thread;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	// the rest is confined to the thread; sets are in the order of their deadlines
	private final Set<Attempt> lookingUp = new LinkedHashSet<>();

	private final Deque<Attempt> waiting = new ArrayDeque<>();

	private final Set<Attempt> connecting = new LinkedHashSet<>();

	private volatile boolean closed;

	private TcpProber(Duration timeout, int maxAttempts, HostResolver resolver) {
		this.timeout = timeout.toNanos();
		this.maxAttempts = maxAttempts;
		this.lookups = new HostLookups(resolver);
		try {
			this.selector = Selector.open();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.thread = new Thread(this::run, "registry-probes");
		this.thread.setDaemon(true);
	}

	/**
	 * Starts a prober.
	 * @param timeout how long an address may take to answer
	 */
	public static TcpProber start(Duration timeout) {
		return start(timeout, MAX_ATTEMPTS, InetAddress::getAllByName);
	}

	static TcpProber start(Duration timeout, int maxAttempts, HostResolver resolver) {
		TcpProber prober = new TcpProber(timeout, maxAttempts, resolver);
		prober.thread.start();
		return prober;
	}

	@Override
	public CompletionStage<Finding> probe(String address, int port) {
		Attempt attempt = new Attempt(port, System.nanoTime() + this.timeout);
		execute(() -> lookUp(attempt, address));
		if (this.closed) {
			attempt.answer().complete(Finding.NO_ANSWER);
		}
		return attempt.answer();
	}

	/**
	 * Ends all attempts, unanswered; so are later ones.
	 */
	@Override
	public void close() {
		this.closed = true;
		this.selector.wakeup();
		this.lookups.close();
		if (Thread.currentThread() != this.thread) {
			try {
				this.thread.join(TimeUnit.SECONDS.toMillis(5));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private void execute(Runnable task) {
		this.tasks.add(task);
		this.selector.wakeup();
	}

	private void run() {
		try {
			while (!this.closed) {
				this.selector.select(this::connectable, millisToNextDeadline());
				runTasks();
				expire(this.lookingUp);
				expire(this.connecting);
				beginWaiting();
			}
		}
		catch (IOException | RuntimeException ex) {
			logger.error("Probes have failed for good: nothing is probed any more", ex);
		}
		finally {
			this.closed = true;
			runTasks();
			endAll();
			closeSelector();
		}
	}

	private void runTasks() {
		for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
			task.run();
		}
	}

	private void lookUp(Attempt attempt, String address) {
		this.lookingUp.add(attempt);
		var unused = this.lookups.lookUp(address).thenAccept((addresses) -> {
			Runnable found = () -> {
				if (this.lookingUp.remove(attempt)) {
					attempt.found(addresses);
					this.waiting.add(attempt);
				}
			};
			if (Thread.currentThread() == this.thread) {
				found.run();
			}
			else {
				execute(found);
			}
		});
	}

	private void connectable(SelectionKey key) {
		if (key.attachment() instanceof Attempt attempt) {
			attempt.goOn(this.selector, System.nanoTime());
			if (attempt.ended()) {
				this.connecting.remove(attempt);
			}
		}
	}

	private void expire(Set<Attempt> attempts) {
		long now = System.nanoTime();
		Iterator<Attempt> iterator = attempts.iterator();
		while (iterator.hasNext()) {
			Attempt attempt = iterator.next();
			if (now - attempt.deadline() < 0) {
				return;
			}
			iterator.remove();
			attempt.end(Finding.NO_ANSWER);
		}
	}

	private void beginWaiting() {
		while (!this.waiting.isEmpty() && this.connecting.size() < this.maxAttempts) {
			Attempt attempt = this.waiting.remove();
			if (!attempt.ended()) {
				long now = System.nanoTime();
				attempt.begin(this.selector, now, now + this.timeout);
			}
			if (!attempt.ended()) {
				this.connecting.add(attempt);
			}
		}
	}

	private long millisToNextDeadline() {
		long now = System.nanoTime();
		long next = Math.min(nanosToFirst(this.lookingUp, now), nanosToFirst(this.connecting, now));
		// 0 would wait for ever
		return (next == Long.MAX_VALUE) ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(next) + 1);
	}

	private static long nanosToFirst(Set<Attempt> attempts, long now) {
		Iterator<Attempt> first = attempts.iterator();
		return first.hasNext() ? first.next().deadline() - now : Long.MAX_VALUE;
	}

	private void endAll() {
		this.lookingUp.forEach((attempt) -> attempt.end(Finding.NO_ANSWER));
		this.waiting.forEach((attempt) -> attempt.end(Finding.NO_ANSWER));
		this.connecting.forEach((attempt) -> attempt.end(Finding.NO_ANSWER));
		this.lookingUp.clear();
		this.waiting.clear();
		this.connecting.clear();
	}

	private void closeSelector() {
		try {
			this.selector.close();
		}
		catch (IOException ex) {
			logger.debug("The selector could not be closed", ex);
		}
	}

}
