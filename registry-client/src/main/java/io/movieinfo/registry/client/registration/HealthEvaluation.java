package io.movieinfo.registry.client.registration;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.movieinfo.registry.client.transport.ClientThread;
import io.movieinfo.registry.client.transport.ClientThread.Timer;
import io.movieinfo.registry.protocol.Health;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a checker evaluate the health again and again, on a thread of its own, and watches
 * the time that it takes. An evaluation that hangs is bad, and no other one is begun
 * before it comes back. Whether the instance wants requests at all is asked apart from
 * that, and never waits. Belongs to the client thread.
 */
final class HealthEvaluation {

	private static final Logger logger = LoggerFactory.getLogger(HealthEvaluation.class);

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
		HealthStatus availability = availability();
		boolean available = availability.health() == Health.HEALTHY;
		if (!available) {
			this.result.accept(availability);
		}
		if (this.running) {
			this.again = true;
			if (available && this.overdue) {
				this.result.accept(tookTooLong());
			}
			return;
		}
		this.timer.cancel();
		if (available) {
			beginCheck();
		}
		else {
			this.timer = this.thread.schedule(this.interval, this::evaluateNow);
		}
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

	private void beginCheck() {
		this.running = true;
		this.overdue = false;
		this.again = false;
		this.timer = this.thread.schedule(this.timeout, this::timedOut);
		if (this.executor == null) {
			this.executor = this.executors.get();
		}
		try {
			this.executor.execute(this::runCheck);
		}
		catch (OutOfMemoryError ex) {
			// there is no thread for it, which may change until the next evaluation
			finished(HealthStatus.unhealthy("the health check could not be started: " + ex));
		}
	}

	private void runCheck() {
		HealthStatus status = HealthStatus.unhealthy("the health check failed");
		try {
			status = check();
		}
		finally {
			// whatever was thrown, or the next evaluation would never come
			HealthStatus found = status;
			this.thread.execute(() -> finished(found));
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
			return failed(ex);
		}
	}

	private static HealthStatus failed(Throwable failure) {
		try {
			logger.debug("A health check failed", failure);
			return HealthStatus.unhealthy("the health check failed: " + failure);
		}
		catch (RuntimeException ex) {
			// not even its message can be had
			return HealthStatus.unhealthy("the health check failed: " + failure.getClass().getName());
		}
	}

	private HealthStatus availability() {
		try {
			return Objects.requireNonNull(this.checker.availability(), "availability");
		}
		catch (RuntimeException | Error ex) {
			return HealthStatus.unhealthy("the availability could not be found out: " + ex);
		}
	}

	private HealthStatus tookTooLong() {
		String waitingFor = waitingFor();
		return HealthStatus.unhealthy("the health check took longer than %d ms%s".formatted(this.timeout.toMillis(),
				(waitingFor != null) ? ", waiting for " + waitingFor : ""));
	}

	private @Nullable String waitingFor() {
		try {
			return this.checker.waitingFor();
		}
		catch (RuntimeException | Error ex) {
			logger.debug("What a health check waits for could not be found out", ex);
			return null;
		}
	}

	private void timedOut() {
		if (this.running && !this.stopped) {
			this.overdue = true;
			report(tookTooLong());
		}
	}

	private void finished(HealthStatus status) {
		if (this.stopped) {
			return;
		}
		this.running = false;
		this.timer.cancel();
		if (!this.overdue) {
			report(status);
		}
		if (this.again) {
			evaluateNow();
		}
		else {
			this.timer = this.thread.schedule(this.interval, this::evaluateNow);
		}
	}

	/**
	 * Reports what a check found, unless the instance wants no requests any more.
	 */
	private void report(HealthStatus checked) {
		HealthStatus availability = availability();
		this.result.accept((availability.health() == Health.HEALTHY) ? checked : availability);
	}

}
