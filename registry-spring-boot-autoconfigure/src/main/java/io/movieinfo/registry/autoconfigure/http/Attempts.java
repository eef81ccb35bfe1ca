package io.movieinfo.registry.autoconfigure.http;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.movieinfo.registry.autoconfigure.FailureKind;
import io.movieinfo.registry.balancer.Endpoint;
import io.movieinfo.registry.balancer.RetryBudget;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

/**
 * The attempts of one request, and the rules for a further one, for imperative and
 * reactive clients. To be used by one thread after the other.
 * <p>
 * A further attempt goes to an instance that was not tried. It is made if nothing was
 * sent, or if the request is idempotent and was broken off, timed out, or answered with
 * 502, 503 or 504; as long as its body can be sent, the limit of attempts is not reached,
 * and the service's retry budget is not spent.
 */
final class Attempts {

	private static final Logger logger = LoggerFactory.getLogger(Attempts.class);

	private static final Set<HttpMethod> IDEMPOTENT = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS,
			HttpMethod.TRACE, HttpMethod.PUT, HttpMethod.DELETE);

	/** With it, the service promises to process the request once only. */
	private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

	private final ServiceUri target;

	private final HttpMethod method;

	private final LoadBalancing loadBalancing;

	private final List<Endpoint> tried;

	private final @Nullable String hashHeader;

	private volatile boolean idempotent;

	private volatile @Nullable String key;

	Attempts(ServiceUri target, HttpMethod method, LoadBalancing loadBalancing) {
		this.target = target;
		this.method = method;
		this.loadBalancing = loadBalancing;
		this.tried = new ArrayList<>(loadBalancing.attempts());
		this.hashHeader = loadBalancing.hashHeader(target.service());
		this.idempotent = isIdempotent(method);
	}

	/**
	 * Whether it does no harm if a request of this method is processed twice.
	 */
	static boolean isIdempotent(HttpMethod method) {
		return IDEMPOTENT.contains(method);
	}

	/**
	 * Whether {@link #see} is to be called before {@link #first}, because the request may
	 * have a key.
	 */
	boolean dependOnHeaders() {
		return this.hashHeader != null;
	}

	/**
	 * Takes into account what the request's headers say.
	 */
	void see(HttpHeaders headers) {
		this.idempotent = this.idempotent || headers.containsHeader(IDEMPOTENCY_KEY);
		if (this.hashHeader != null) {
			this.key = headers.getFirst(this.hashHeader);
		}
	}

	boolean idempotent() {
		return this.idempotent;
	}

	/**
	 * Picks the instance of the first attempt.
	 * @throws IOException if there is none
	 */
	PickedCall first() throws IOException {
		PickedCall call = pick();
		budget().called();
		return call;
	}

	/**
	 * Picks the instance of a further attempt, to be made after the pause.
	 * @param kind how the last attempt failed
	 * @param sendable whether the body can be sent, be it for the first time or again
	 * @param cause what to say of the last attempt in the log
	 * @return the further attempt, {@code null} if the last one is what the caller gets
	 */
	@Nullable PickedCall next(FailureKind kind, boolean sendable, Object cause) {
		if (this.tried.size() > 1 && kind != FailureKind.GIVEN_UP) {
			budget().repeatFailed();
		}
		if (this.tried.size() >= this.loadBalancing.attempts() || !kind.allowsRepeat(this.idempotent) || !sendable) {
			return null;
		}
		Endpoint last = this.tried.get(this.tried.size() - 1);
		if (!budget().tryRepeat()) {
			logger.debug("{} {}: {} failed ({}), and no further instance is tried, because the retry budget is spent",
					this.method, this.target.uri(), last, cause);
			return null;
		}
		try {
			PickedCall next = pick();
			logger.debug("{} {}: going on to {}, because {} failed: {}", this.method, this.target.uri(),
					next.endpoint(), last, cause);
			return next;
		}
		catch (IOException ex) {
			// what the last instance did says more than that there is no further one
			budget().notRepeated();
			return null;
		}
	}

	/**
	 * Returns how long to wait before the attempt that was picked last, zero if what
	 * failed before it cannot have been received.
	 */
	Duration pauseAfter(FailureKind kind) {
		return (kind == FailureKind.NOTHING_SENT) ? Duration.ZERO
				: this.loadBalancing.pauses().before(this.tried.size() - 1);
	}

	private PickedCall pick() throws IOException {
		PickedCall call = this.loadBalancing.pick(this.target.service(), this.tried, this.key);
		this.tried.add(call.endpoint());
		return call;
	}

	private RetryBudget budget() {
		return this.loadBalancing.budget(this.target.service());
	}

}
