package io.movieinfo.registry.server.app.api;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.Names;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.journal.Journal;
import io.movieinfo.registry.server.watch.Following;
import io.movieinfo.registry.server.watch.Reader;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells what happens, as it happens.
 */
@RestController
final class EventsController {

	/** How long a stream is silent at most. */
	static final Duration SILENCE = Duration.ofSeconds(15);

	private static final String LAST_EVENT_ID = "Last-Event-ID";

	/** With how many entries an operator's stream begins. */
	private static final int DEFAULT_LAST = 100;

	private final Registry registry;

	private final HeldRequests requests;

	private final AtomicInteger open = new AtomicInteger();

	EventsController(Registry registry, HeldRequests requests) {
		this.registry = registry;
		this.requests = requests;
	}

	/**
	 * How many streams are open.
	 */
	int open() {
		return this.open.get();
	}

	/**
	 * Streams the changes of all services, of a namespace's or of one, from the newest on
	 * or from where the caller was. A caller that says that it only observes is not
	 * waited for by drains. Operators are told what happens, and why; no drain waits for
	 * them.
	 */
	@GetMapping(path = "/v1/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	void events(HttpServletRequest request, HttpServletResponse response) throws IOException {
		Query query = Query.of(request);
		Predicate<ServiceKey> scope = scope(query);
		boolean forOperators = query.forOperators();
		Function<EventStream, Following> source = forOperators ? journal(request, query, scope)
				: changes(request, query, scope);
		query.refuseUnread();
		response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		// else a proxy may keep events until it has many of them
		response.setHeader("X-Accel-Buffering", "no");
		if (HttpMethod.HEAD.matches(request.getMethod())) {
			return;
		}
		ServletOutputStream out = response.getOutputStream();
		HeldRequest held = this.requests.hold(request, response, HeldRequest::close);
		this.open.incrementAndGet();
		held.whenOver(this.open::decrementAndGet);
		EventStream stream = new EventStream(held, out);
		held.whenOver(stream::end);
		out.setWriteListener(stream);
		Following following = source.apply(stream);
		held.whenOver(following::close);
		this.requests.every(SILENCE, held, following::sign);
	}

	private Function<EventStream, Following> changes(HttpServletRequest request, Query query,
			Predicate<ServiceKey> scope) {
		Cursor after = after(request, query);
		String address = request.getRemoteAddr();
		Reader reader = query.flag("observe") ? Reader.observer(address) : Reader.stream(address);
		return (stream) -> this.registry.follow(scope, after, new ChangeEvents(stream, after), reader);
	}

	private Function<EventStream, Following> journal(HttpServletRequest request, Query query,
			Predicate<ServiceKey> scope) {
		int last = (int) query.number("last", 0, Journal.KEPT, DEFAULT_LAST);
		Long after = number(request.getHeader(LAST_EVENT_ID));
		return (stream) -> this.registry.operations().followJournal(scope, after, last, new JournalEvents(stream));
	}

	private static @Nullable Long number(@Nullable String last) {
		return (last != null && !last.isEmpty()) ? (Long) Query.number(LAST_EVENT_ID, last, 0, Long.MAX_VALUE) : null;
	}

	private static Predicate<ServiceKey> scope(Query query) {
		String service = query.optionalText("service");
		if (service != null) {
			return new ServiceKey(query.namespace(), Names.service("service", service))::equals;
		}
		String namespace = query.optionalNamespace();
		return (key) -> namespace == null || namespace.equals(key.namespace());
	}

	/**
	 * Returns what the caller has seen. A client that reconnects by itself repeats the
	 * query that it began with, and says in the header how far it has come since.
	 */
	private static @Nullable Cursor after(HttpServletRequest request, Query query) {
		String begun = query.optionalText("after");
		Cursor after = (begun != null) ? Cursor.parse("after", begun) : null;
		String last = request.getHeader(LAST_EVENT_ID);
		return (last != null && !last.isEmpty()) ? Cursor.parse(LAST_EVENT_ID, last) : after;
	}

}
