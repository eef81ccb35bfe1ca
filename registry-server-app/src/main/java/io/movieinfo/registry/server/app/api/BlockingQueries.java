package io.movieinfo.registry.server.app.api;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.ServiceSet;
import io.movieinfo.registry.server.watch.FeedEvent;
import io.movieinfo.registry.server.watch.Following;
import io.movieinfo.registry.server.watch.Reader;
import io.movieinfo.registry.server.watch.Watch;
import io.movieinfo.registry.server.watch.WatchEvent;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Answers queries when there is something newer than what the caller has seen, or when
 * their time is over. A query that waits is a watch and holds no thread.
 */
@Component
final class BlockingQueries {

	private final Registry registry;

	private final HeldRequests requests;

	private final AtomicInteger waiting = new AtomicInteger();

	BlockingQueries(Registry registry, HeldRequests requests) {
		this.registry = registry;
		this.requests = requests;
	}

	/**
	 * How many queries wait for news.
	 */
	int waiting() {
		return this.waiting.get();
	}

	/**
	 * Answers with what a stage comes to, and does not wait for anything else.
	 */
	void answer(HttpServletRequest request, HttpServletResponse response, Supplier<CompletionStage<Answer>> answer)
			throws IOException {
		// the registry outlives the web server, and answers soon
		answer(this.requests.hold(request, response, (stopping) -> {
		}), answer);
	}

	/**
	 * Answers when anything of a service has changed. Without a cursor that is at once,
	 * unless the service is not known: there is nothing to tell of it until it is.
	 * @param answer the answer as of the moment that it is asked for
	 */
	void whenChanged(ServiceKey service, Wait wait, HttpServletRequest request, HttpServletResponse response,
			Supplier<CompletionStage<Answer>> answer) throws IOException {
		HeldRequest held = hold(wait, request, response, answer);
		AtomicBoolean first = new AtomicBoolean(true);
		Watch watch = this.registry.watch(service, wait.after(), (event, done) -> {
			if (isNews(event, wait.after(), first.getAndSet(false))) {
				answer(held, answer);
			}
			else {
				done.run();
			}
		}, Reader.query(request.getRemoteAddr()));
		held.whenOver(watch::close);
	}

	/**
	 * Answers when anything of a namespace has changed; without a cursor at once.
	 * @param answer the answer as of the moment that it is asked for
	 */
	void whenChanged(String namespace, Wait wait, HttpServletRequest request, HttpServletResponse response,
			Supplier<CompletionStage<Answer>> answer) throws IOException {
		HeldRequest held = hold(wait, request, response, answer);
		AtomicBoolean first = new AtomicBoolean(true);
		Following following = this.registry.follow((service) -> service.namespace().equals(namespace), null,
				(event, done) -> {
					if (first.getAndSet(false) ? isBehind(namespace, wait.after(), event) : isNews(event)) {
						answer(held, answer);
					}
					else {
						done.run();
					}
				}, Reader.local());
		held.whenOver(following::close);
	}

	private HeldRequest hold(Wait wait, HttpServletRequest request, HttpServletResponse response,
			Supplier<CompletionStage<Answer>> answer) throws IOException {
		HeldRequest held = this.requests.hold(request, response, (stopping) -> answer(stopping, answer));
		this.waiting.incrementAndGet();
		held.whenOver(this.waiting::decrementAndGet);
		this.requests.after(wait.atMost(), held, () -> answer(held, answer));
		return held;
	}

	@SuppressWarnings("FutureReturnValueIgnored") // failures are answered too
	private static void answer(HeldRequest held, Supplier<CompletionStage<Answer>> answer) {
		answer.get().whenComplete((value, failure) -> {
			if (failure == null) {
				held.answer(value);
			}
			else {
				held.fail(failure);
			}
		});
	}

	private static boolean isNews(WatchEvent event, @Nullable Cursor after, boolean first) {
		if (event instanceof WatchEvent.Delta delta) {
			return delta.cursor().revision() > delta.base();
		}
		return !first || after != null || (event instanceof WatchEvent.Snapshot snapshot && snapshot.known());
	}

	private static boolean isNews(FeedEvent event) {
		return event instanceof FeedEvent.Reset
				|| (event instanceof FeedEvent.Changes some && !some.changes().isEmpty());
	}

	/**
	 * Whether a caller has not seen what is listed now. From the first event on nothing
	 * is missed, so that whatever came before it is in the listing.
	 */
	private boolean isBehind(String namespace, @Nullable Cursor after, FeedEvent first) {
		ServiceSet services = this.registry.services(namespace);
		return after == null || !after.sameEpoch(services.cursor()) || after.revision() < services.cursor().revision()
				|| after.revision() > Math.max(first.cursor().revision(), services.cursor().revision());
	}

	/**
	 * How long to wait for what.
	 *
	 * @param atMost when it is over, longer than 0
	 * @param after what the caller has seen, or {@code null} if nothing
	 */
	record Wait(Duration atMost, @Nullable Cursor after) {

		private static final Duration MOST = Duration.ofMinutes(5);

		/**
		 * Reads the parameters {@code wait} and {@code after}.
		 * @return {@code null} if the answer is not to be waited for
		 */
		static @Nullable Wait of(Query query) {
			Duration atMost = query.optionalDuration("wait", MOST);
			String after = query.optionalText("after");
			Cursor cursor = (after != null) ? Cursor.parse("after", after) : null;
			return (atMost == null || atMost.isZero()) ? null : new Wait(atMost, cursor);
		}

	}

}
