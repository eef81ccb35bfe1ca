package io.movieinfo.registry.server;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.server.probe.Finding;
import io.movieinfo.registry.server.probe.Prober;
import io.movieinfo.registry.server.store.StoredInstance;
import io.movieinfo.registry.server.watch.Change;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends probes, brings what they find back to the writer's thread, and stores what has
 * come of them. Confined to that thread, but for {@link #stop}.
 */
final class Probes {

	private static final Logger logger = LoggerFactory.getLogger(Probes.class);

	private final Prober prober;

	private final WorkingState state;

	private volatile boolean stopped;

	private @Nullable Consumer<Command<?>> writer;

	private @Nullable ScheduledExecutorService timer;

	Probes(Prober prober, WorkingState state) {
		this.prober = prober;
		this.state = state;
	}

	/**
	 * Says who carries out commands.
	 * @param timer knows when it is time for one
	 */
	void start(Consumer<Command<?>> writer, ScheduledExecutorService timer) {
		this.writer = writer;
		this.timer = timer;
	}

	/**
	 * Stores nothing more from now on.
	 */
	void stop() {
		this.stopped = true;
	}

	boolean stopped() {
		return this.stopped;
	}

	boolean off() {
		return this.prober == Prober.OFF;
	}

	/**
	 * Tries to connect, on whatever thread.
	 */
	CompletionStage<Finding> probe(Target target) {
		return this.prober.probe(target.address(), target.port())
			.handle((finding, failure) -> (finding != null) ? finding : Finding.NO_ANSWER);
	}

	/**
	 * Tries to connect.
	 * @param then is told what was found, exactly once, on the writer's thread
	 */
	void probe(Target target, Consumer<Finding> then) {
		probe(target, 1, then);
	}

	/**
	 * Tries to connect, again as long as the port refuses.
	 * @param tries how often at most; {@link Finding#REFUSED} stands for that many
	 * refusals
	 * @param then is told what was found last, exactly once, on the writer's thread
	 */
	void probe(Target target, int tries, Consumer<Finding> then) {
		var unused = probeAgain(target, tries).thenAccept((finding) -> submitOnce(target, () -> then.accept(finding)));
	}

	/**
	 * Has something done on the writer's thread after some time.
	 * @param target what it is about
	 */
	void later(Target target, long nanos, Runnable action) {
		ScheduledExecutorService timer = this.timer;
		if (timer != null) {
			try {
				var unused = timer.schedule(() -> submitOnce(target, action), nanos, TimeUnit.NANOSECONDS);
			}
			catch (RejectedExecutionException ex) {
				logger.trace("The registry is closed", ex);
			}
		}
	}

	private CompletionStage<Finding> probeAgain(Target target, int tries) {
		CompletionStage<Finding> first = probe(target);
		return (tries <= 1) ? first : first.thenCompose((finding) -> (finding == Finding.REFUSED)
				? probeAgain(target, tries - 1) : CompletableFuture.completedFuture(finding));
	}

	/**
	 * Notes that an instance's port was reached.
	 * @param then is carried out once that is stored
	 */
	void storeReached(Target target, Runnable then) {
		submit(target, () -> {
			StoredInstance held = this.state.get(target.key());
			if (held != null && target.meets(held)) {
				if (!held.reached()) {
					this.state.put(held.withReached(true), Change.Kind.UPDATED);
				}
				this.state.whenAccepted(then);
			}
			return true;
		});
	}

	/**
	 * Notes that an instance was proven dead, if it is still the one that was and has not
	 * been heard of just before.
	 * @param valid whether that still holds
	 * @param why in words
	 * @param then is carried out once that is stored
	 */
	void storeDeath(Target target, Supplier<Boolean> valid, String why, Runnable then) {
		submit(target, () -> {
			StoredInstance held = this.state.get(target.key());
			if (this.stopped || held == null || !target.meets(held) || this.state.hasHeard(target.key())
					|| !valid.get()) {
				return false;
			}
			if (held.cause() != Cause.CONNECTION_REFUSED) {
				this.state.put(held.withHealth(Health.UNHEALTHY, Cause.CONNECTION_REFUSED), Change.Kind.HEALTH);
				this.state.note(Notes.died(target.key(), why));
			}
			this.state.whenAccepted(then);
			return true;
		});
	}

	/**
	 * Submits what changes nothing itself: a command may be carried out twice, what comes
	 * of it only once.
	 */
	private void submitOnce(Target target, Runnable action) {
		submit(target, () -> {
			this.state.whenAccepted(action);
			return true;
		});
	}

	private void submit(Target target, Supplier<Boolean> action) {
		Consumer<Command<?>> writer = this.writer;
		if (writer != null) {
			writer.accept(new Command<>(target.key(), action, () -> {
			}));
		}
	}

}
