package io.movieinfo.registry.client.registration;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.movieinfo.registry.client.transport.ClientThread;
import io.movieinfo.registry.client.transport.ClientThread.Timer;
import org.jspecify.annotations.Nullable;

/**
 * Has a checker evaluate the health again and again, on a thread of its own, and watches
 * the time that it takes. An evaluation that hangs is bad, and no other one is begun
 * before it comes back. Belongs to the client thread.
 */
final class HealthEvaluation {

	private final HealthChecker checker;

	private final ClientThread thread;

	private final Duration interval;

	private final Duration timeout;

	private final Supplier<ExecutorService> executors;

	private final Consumer<HealthStatus> result;

	private @Nullable ExecutorService executor;

	/** What is due next: the next evaluation, or the end of this one's time. */
	private Timer timer = Timer.NONE;

	private boolean running;

	private boolean overdue;

	private boolean again;

	private boolean stopped;

	/**
	 * Creates a stopped evaluation.
	 * @param executors makes the executor that the checker runs on, once it is needed;
	 * ended together with the evaluation
	 * @param result takes every result, on the client thread
	 */
	HealthEvaluation(HealthChecker checker, ClientThread thread, HealthTiming timing,
			Supplier<ExecutorService> executors, Consumer<HealthStatus> result) {
		this.checker = checker;
		this.thread = thread;
		this.interval = timing.interval();
		this.timeout = timing.timeout();
		this.executors = executors;
		this.result = result;
	}

	/**
	 * Evaluates as soon as possible; the first call starts it all.
	 */
	void evaluateNow() {
		if (this.stopped) {
			return;
		}
		if (this.checker == HealthChecker.ALWAYS_HEALTHY) {
			this.result.accept(HealthStatus.healthy());
			return;
		}
		if (this.running) {
			this.again = true;
			return;
		}
		this.timer.cancel();
		this.running = true;
		this.overdue = false;
		this.again = false;
		if (this.executor == null) {
			this.executor = this.executors.get();
		}
		this.executor.execute(() -> {
			HealthStatus status = check();
			this.thread.execute(() -> finished(status));
		});
		this.timer = this.thread.schedule(this.timeout, this::timedOut);
	}

	/**
	 * Evaluates no more, and interrupts what is under way.
	 */
	void stop() {
		this.stopped = true;
		this.timer.cancel();
		if (this.executor != null) {
			this.executor.shutdownNow();
		}
	}

	private HealthStatus check() {
		try {
			HealthStatus status = this.checker.check();
			return (status != null) ? status : HealthStatus.unhealthy("the health check returned nothing");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return HealthStatus.unhealthy("the health check was interrupted");
		}
		catch (Exception | Error ex) {
			return HealthStatus.unhealthy("the health check failed: " + ex);
		}
	}

	private void timedOut() {
		if (this.running && !this.stopped) {
			this.overdue = true;
			this.result.accept(HealthStatus
				.unhealthy("the health check took longer than %d ms".formatted(this.timeout.toMillis())));
		}
	}

	private void finished(HealthStatus status) {
		if (this.stopped) {
			return;
		}
		this.running = false;
		this.timer.cancel();
		if (!this.overdue) {
			this.result.accept(status);
		}
		if (this.again) {
			evaluateNow();
		}
		else {
			this.timer = this.thread.schedule(this.interval, this::evaluateNow);
		}
	}

}
