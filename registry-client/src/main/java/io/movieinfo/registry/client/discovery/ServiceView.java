package io.movieinfo.registry.client.discovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.movieinfo.registry.balancer.ServiceEndpoints;
import io.movieinfo.registry.client.discovery.ServiceSnapshot.Source;
import io.movieinfo.registry.client.transport.ClientThread;
import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * What the process knows of one service. Written by the client thread, readable by all
 * others at any time.
 */
final class ServiceView {

	private static final Duration LONGEST_DELAY = Duration.ofMillis(500);

	/** How often the shares of endpoints that warm up are brought up to date. */
	private static final Duration WARM_UP_STEP = Duration.ofSeconds(1);

	private final ServiceKey key;

	private final ClientThread thread;

	private final ServiceEndpoints endpoints;

	private final CountDownLatch answered = new CountDownLatch(1);

	/** When the first look-up is over, in {@link ClientThread#nanoTime} terms. */
	private final long waitUntil;

	/** Belongs to the client thread. */
	private final List<ListenerQueue> listeners = new ArrayList<>();

	/** Belongs to the client thread. */
	private boolean warmingUp;

	private volatile ServiceSnapshot snapshot;

	/** Why the registry refuses to tell of this service, if it does. */
	private volatile @Nullable String refusal;

	ServiceView(ServiceKey key, ServiceEndpoints endpoints, ClientThread thread, Duration initialWait) {
		this.key = key;
		this.thread = thread;
		this.endpoints = endpoints;
		this.waitUntil = thread.nanoTime() + initialWait.toNanos();
		this.snapshot = ServiceSnapshot.unreachable(key);
	}

	ServiceKey key() {
		return this.key;
	}

	ServiceEndpoints endpoints() {
		return this.endpoints;
	}

	ServiceSnapshot snapshot() {
		return this.snapshot;
	}

	@Nullable String refusal() {
		return this.refusal;
	}

	void refused(@Nullable String reason) {
		this.refusal = reason;
	}

	/**
	 * Waits for the first useful answer, unless the time for that is over. The client
	 * thread ends the wait on time, so that whatever it falls back on is there; waiting a
	 * little longer is for the case that it cannot.
	 */
	void awaitAnswer() {
		if (this.answered.getCount() == 0 || this.thread.isCurrent() || this.thread.isClosed()) {
			return;
		}
		try {
			long left = this.waitUntil - this.thread.nanoTime();
			if (left > 0) {
				var unused = this.answered.await(left + LONGEST_DELAY.toNanos(), TimeUnit.NANOSECONDS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Lets nobody wait any longer.
	 */
	void stopWaiting() {
		this.answered.countDown();
	}

	void publish(ServiceSnapshot next) {
		ServiceSnapshot previous = this.snapshot;
		boolean changed = !next.allInstances().equals(previous.allInstances());
		if (next.source() == Source.REGISTRY) {
			this.refusal = null;
		}
		if (changed) {
			// before the snapshot: who has seen the news there picks from them as well
			this.endpoints.update(next.allInstances());
			warmUp();
		}
		this.snapshot = next;
		if (next.complete() || !next.allInstances().isEmpty()) {
			this.answered.countDown();
		}
		if (changed || previous.status() != next.status() || previous.complete() != next.complete()
				|| previous.source() != next.source()) {
			this.listeners.forEach((listener) -> listener.offer(next));
		}
	}

	void addListener(ListenerQueue listener) {
		this.listeners.add(listener);
		listener.offer(this.snapshot);
	}

	void removeListener(ListenerQueue listener) {
		this.listeners.remove(listener);
	}

	private void warmUp() {
		if (this.endpoints.isWarmingUp() && !this.warmingUp) {
			this.warmingUp = true;
			this.thread.schedule(WARM_UP_STEP, () -> {
				this.warmingUp = false;
				this.endpoints.refresh();
				warmUp();
			});
		}
	}

}
