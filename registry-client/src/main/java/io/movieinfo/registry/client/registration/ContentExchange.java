package io.movieinfo.registry.client.registration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import io.movieinfo.registry.client.transport.ClientThread;
import io.movieinfo.registry.client.transport.ClientThread.Timer;
import io.movieinfo.registry.client.transport.Session;
import io.movieinfo.registry.protocol.ClientMessage;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.Limits;
import io.movieinfo.registry.protocol.MessageCodec;
import io.movieinfo.registry.protocol.Problem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets an instance's content accepted by the registry: says it, says it again after a
 * pause if it is refused, and goes back to what was accepted before if that is refused
 * for good. Belongs to the client thread, but for giving and reading the content.
 */
final class ContentExchange {

	private static final Logger logger = LoggerFactory.getLogger(ContentExchange.class);

	/** No message has this number. */
	private static final long NONE = -1;

	/** How long an instance of unknown health waits with its registration. */
	private static final Duration FIRST_LOOK = Duration.ofMillis(200);

	private static final Duration FIRST_RETRY = Duration.ofMillis(500);

	private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

	private final InstanceKey key;

	private final StartId startId;

	private final ReportedHealth health;

	private final Session session;

	private final ClientThread thread;

	/** As it was last given, unless the registry has refused that for good. */
	private final AtomicReference<InstanceContent> content;

	/** What the log was last told of. */
	private InstanceContent logged;

	/** What the registry has last confirmed. */
	private @Nullable InstanceContent accepted;

	/** What the answer that is due is about. */
	private InstanceContent said;

	private long pending = NONE;

	private long lastSaid = NONE;

	/** When the last registration was said, in {@link ClientThread#nanoTime} terms. */
	private long saidAt;

	/** Whether the answer that is due is an update's. */
	private boolean updating;

	private boolean everSaid;

	/** Whether the registry has confirmed it in this session. */
	private boolean confirmed;

	private boolean refusalLogged;

	private Duration nextRetry = FIRST_RETRY;

	private Timer retry = Timer.NONE;

	ContentExchange(InstanceContent content, StartId startId, ReportedHealth health, Session session,
			ClientThread thread) {
		this.key = content.key();
		this.startId = startId;
		this.health = health;
		this.session = session;
		this.thread = thread;
		this.content = new AtomicReference<>(content);
		this.logged = content;
		this.said = content;
	}

	InstanceContent content() {
		return Objects.requireNonNull(this.content.get());
	}

	/**
	 * Replaces the content; on any thread. To be {@linkplain #update said} afterwards.
	 */
	void give(InstanceContent next) {
		this.content.set(next);
	}

	/**
	 * Whether the registry may have heard of this start of the instance.
	 */
	boolean isEverSaid() {
		return this.everSaid;
	}

	/**
	 * Says it all in a new session, unless the first evaluation has had that done.
	 */
	void connected() {
		this.confirmed = false;
		if (this.pending != NONE) {
			return;
		}
		if (this.health.isEvaluated()) {
			register();
		}
		else {
			// the first result is most likely only just under way
			this.retry = this.thread.schedule(FIRST_LOOK, this::retry);
		}
	}

	void stop() {
		this.retry.cancel();
		this.pending = NONE;
	}

	/**
	 * Says the content that was given, unless that was said. Without a session it is said
	 * in the next one.
	 */
	void update() {
		InstanceContent next = content();
		if (next.equals(this.logged)) {
			return;
		}
		logger.info("{} says of itself from now on: {}", this.key, difference(this.logged, next));
		this.logged = next;
		if (!this.health.isTold()) {
			return;
		}
		if (!this.confirmed) {
			register();
			return;
		}
		this.said = next;
		this.updating = true;
		this.pending = this.session.send((seq) -> new ClientMessage.Update(seq, this.startId.current(), next));
		this.lastSaid = this.pending;
	}

	/**
	 * The first evaluation of the health is there.
	 */
	void healthKnown() {
		if (this.pending == NONE) {
			register();
		}
	}

	void register() {
		InstanceContent next = content();
		HealthStatus current = this.health.tell();
		this.retry.cancel();
		this.said = next;
		this.updating = false;
		this.everSaid = true;
		this.saidAt = this.thread.nanoTime();
		this.pending = this.session.send((seq) -> new ClientMessage.Register(seq, this.startId.current(), next,
				current.health(), current.cause()));
		this.lastSaid = this.pending;
	}

	/**
	 * Whether a message answers what was said last.
	 */
	boolean isDue(long re) {
		return re == this.pending;
	}

	/**
	 * Whether what was said last was said before a message.
	 */
	boolean saidBefore(long re) {
		return re > this.lastSaid;
	}

	/**
	 * Takes note that the registry has taken what was said last.
	 * @return how long a registration took to be taken, {@code null} if it was an update
	 */
	@Nullable Duration accepted() {
		Duration took = this.updating ? null : Duration.ofNanos(this.thread.nanoTime() - this.saidAt);
		this.pending = NONE;
		this.confirmed = true;
		if (this.refusalLogged && this.accepted != null) {
			logger.info("The registry takes {} again", this.key);
		}
		this.accepted = this.said;
		this.nextRetry = FIRST_RETRY;
		this.refusalLogged = false;
		return took;
	}

	/**
	 * The registry does not hold what was said last. A registration that it answers so is
	 * repeated after a pause only.
	 */
	void unknown(Problem problem) {
		if (this.updating) {
			register();
		}
		else {
			refused(problem, false);
		}
	}

	/**
	 * The registry cannot, or will not, take the content. What it has taken before must
	 * not get lost over that.
	 * @param held whether the registry still holds what it has taken before
	 */
	void refused(Problem problem, boolean held) {
		this.pending = NONE;
		logRefusal(problem);
		InstanceContent earlier = this.accepted;
		if (isForGood(problem) && earlier != null && !earlier.equals(this.said)) {
			logger.warn("{} stays registered as it was before its update", this.key);
			// unless it was replaced meanwhile
			this.content.compareAndSet(this.said, earlier);
			this.logged = earlier;
			if (held) {
				return;
			}
		}
		this.retry.cancel();
		this.retry = this.thread.schedule(this.nextRetry, this::retry);
		Duration doubled = this.nextRetry.multipliedBy(2);
		this.nextRetry = (doubled.compareTo(LONGEST_RETRY) < 0) ? doubled : LONGEST_RETRY;
	}

	/**
	 * Whether the registry would refuse the same content again, however often.
	 */
	static boolean isForGood(Problem problem) {
		return !problem.code().equals(Problem.UNAVAILABLE) && !problem.code().equals(Problem.REGISTER_AGAIN);
	}

	/**
	 * Checks that the content fits into a frame, which a server would answer by closing
	 * the session.
	 */
	static void checkSize(InstanceContent content) {
		String longestStartId = "x".repeat(Limits.MAX_ID);
		int size = MessageCodec
			.encode(new ClientMessage.Register(Long.MAX_VALUE, longestStartId, content, null, null)).length;
		if (size > Limits.MAX_FRAME_BYTES) {
			throw new InvalidFieldException("instance", size + " bytes",
					"at most %d bytes in all".formatted(Limits.MAX_FRAME_BYTES));
		}
	}

	/**
	 * Names what most people want to know of.
	 */
	private static String difference(InstanceContent before, InstanceContent after) {
		List<String> changes = new ArrayList<>();
		if (before.weight() != after.weight()) {
			changes.add("weight %d instead of %d".formatted(after.weight(), before.weight()));
		}
		if (before.enabled() != after.enabled()) {
			changes.add(after.enabled() ? "in service" : "out of service");
		}
		InstanceContent.Builder others = before.toBuilder().weight(after.weight()).enabled(after.enabled());
		if (!others.build().equals(after)) {
			changes.add("other content, such as its meta or tags");
		}
		return String.join(", ", changes);
	}

	private void retry() {
		if (this.session.isConnected() && this.pending == NONE) {
			register();
		}
	}

	private void logRefusal(Problem problem) {
		this.session.error("The registry refuses %s: %s".formatted(this.key, problem.message()));
		if (this.refusalLogged) {
			logger.debug("The registry still refuses {}: {}", this.key, problem.message());
		}
		else {
			logger.warn("The registry refuses {}: {}", this.key, problem.message());
		}
		this.refusalLogged = true;
	}

}
