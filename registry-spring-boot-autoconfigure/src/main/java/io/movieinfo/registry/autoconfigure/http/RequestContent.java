package io.movieinfo.registry.autoconfigure.http;

import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import io.movieinfo.registry.autoconfigure.FailureKind;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpRequestDecorator;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/**
 * What a reactive request consists of besides its method and URI. Its caller is asked for
 * it once, because a body may come from where it can be read only once; further attempts
 * get what the first one got.
 * <p>
 * If the pick depends on its headers, the caller is asked before it is known where the
 * request goes, and what it writes waits for the client's own request.
 * <p>
 * Clients differ in when they ask: Reactor Netty once it is connected, the others before
 * that, and of these Jetty reads the body, too. Signals of one attempt come one after the
 * other, and so do attempts; fields are volatile because threads change.
 */
final class RequestContent {

	private static final String CONNECTS_FIRST = "org.springframework.http.client.reactive.ReactorClientHttpRequest";

	private static final String TAKES_BODY_EARLY = "org.springframework.http.client.reactive.JettyClientHttpRequest";

	private final Function<? super ClientHttpRequest, Mono<Void>> caller;

	private final Attempts attempts;

	/** What the caller has filled in before there was a client's own request. */
	private volatile @Nullable Ahead ahead;

	private volatile boolean asked;

	private volatile @Nullable Head head;

	private volatile @Nullable RepeatableContent body;

	/** Streams that are flushed in between can be sent once. */
	private volatile boolean streamed;

	/** What is set on a client's own request cannot be repeated on another one. */
	private volatile boolean touchedNative;

	private volatile boolean callerFailed;

	private volatile boolean askedNow;

	private volatile boolean connectedFirst;

	private volatile boolean bodyTakenEarly;

	RequestContent(Function<? super ClientHttpRequest, Mono<Void>> caller, Attempts attempts) {
		this.caller = caller;
		this.attempts = attempts;
	}

	/**
	 * Has the caller fill in a request before any attempt, and sees its headers. A caller
	 * that wants to have the client's own request is asked again when there is one.
	 * @param uri how the request is named until it is known where it goes
	 */
	void fillInAhead(HttpMethod method, URI uri) {
		UnconnectedRequest request = new UnconnectedRequest(method, uri);
		try {
			Mono<Void> writing = this.caller.apply(new FirstRequest(request, true));
			this.ahead = new Ahead(request, writing);
		}
		catch (UnconnectedRequest.NotConnectedException ex) {
			// what it has written is not kept: it will write it again
			this.head = null;
			this.body = null;
			this.streamed = false;
		}
		this.attempts.see(request.getHeaders());
	}

	void attemptBegins() {
		this.askedNow = false;
		RepeatableContent body = this.body;
		if (body != null) {
			body.attemptBegins();
		}
	}

	/**
	 * Writes it to a client's request.
	 */
	Mono<Void> writeTo(ClientHttpRequest request) {
		String type = request.getClass().getName();
		this.connectedFirst = CONNECTS_FIRST.equals(type);
		this.bodyTakenEarly = TAKES_BODY_EARLY.equals(type);
		this.askedNow = true;
		if (this.asked) {
			return writeAgain(request);
		}
		this.asked = true;
		Ahead ahead = this.ahead;
		return Mono
			.defer(() -> (ahead != null) ? ahead.writeTo(request) : this.caller.apply(new FirstRequest(request, false)))
			.doOnError((ex) -> {
				if (this.head == null) {
					this.callerFailed = true;
				}
			});
	}

	/**
	 * Whether it can be sent, be it for the first time or again.
	 */
	boolean sendable() {
		if (!this.asked) {
			return true;
		}
		RepeatableContent body = this.body;
		return this.head != null && !this.streamed && !this.touchedNative && (body == null || body.sendable());
	}

	/**
	 * Classifies what ended the current attempt. Once something may have been sent it is
	 * no failure to connect, whatever failed later, as after a redirect.
	 */
	FailureKind kindOf(Throwable failure) {
		RepeatableContent body = this.body;
		if (this.callerFailed || (body != null && body.sourceFailed())) {
			return FailureKind.GIVEN_UP;
		}
		FailureKind kind = FailureKind.of(failure);
		boolean begun = this.streamed || (body != null && body.begunNow());
		boolean maybeSent = this.connectedFirst ? this.askedNow : begun && !this.bodyTakenEarly;
		return (kind == FailureKind.NOTHING_SENT && maybeSent) ? FailureKind.BROKEN_OFF : kind;
	}

	private Mono<Void> writeAgain(ClientHttpRequest request) {
		Head head = this.head;
		if (head == null || !sendable()) {
			return Mono.error(new IOException("The request's body cannot be sent a second time"));
		}
		head.applyTo(request);
		RepeatableContent body = this.body;
		return (body != null) ? request.writeWith(body.publisher(request.bufferFactory())) : request.setComplete();
	}

	/**
	 * A request that was filled in before there was the client's own one.
	 *
	 * @param request the request
	 * @param writing writes it, once it is connected
	 */
	private record Ahead(UnconnectedRequest request, Mono<Void> writing) {

		Mono<Void> writeTo(ClientHttpRequest connected) {
			this.request.connect(connected);
			return this.writing;
		}

	}

	private record Head(HttpHeaders headers, MultiValueMap<String, HttpCookie> cookies,
			Map<String, Object> attributes) {

		static Head of(ClientHttpRequest request) {
			HttpHeaders headers = new HttpHeaders();
			headers.putAll(request.getHeaders());
			return new Head(headers, new LinkedMultiValueMap<>(request.getCookies()),
					new LinkedHashMap<>(request.getAttributes()));
		}

		void applyTo(ClientHttpRequest request) {
			request.getHeaders().putAll(this.headers);
			request.getCookies().addAll(this.cookies);
			request.getAttributes().putAll(this.attributes);
		}

	}

	/**
	 * The request as its caller sees it.
	 */
	private final class FirstRequest extends ClientHttpRequestDecorator {

		private final boolean ahead;

		/**
		 * Creates the request.
		 * @param ahead whether it is not known yet which client will send it
		 */
		FirstRequest(ClientHttpRequest delegate, boolean ahead) {
			super(delegate);
			this.ahead = ahead;
		}

		@Override
		@SuppressWarnings("TypeParameterUnusedInFormals") // as it is declared
		public <T> T getNativeRequest() {
			RequestContent.this.touchedNative = true;
			return super.getNativeRequest();
		}

		@Override
		public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
			seeHead();
			// who connects first may ask again by itself, as after a redirect
			boolean worthCopying = this.ahead || RequestContent.this.connectedFirst
					|| RequestContent.this.bodyTakenEarly || RequestContent.this.attempts.idempotent();
			RepeatableContent content = new RepeatableContent(body, worthCopying);
			RequestContent.this.body = content;
			return super.writeWith(content.publisher(bufferFactory()));
		}

		@Override
		public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
			seeHead();
			RequestContent.this.streamed = true;
			return super.writeAndFlushWith(body);
		}

		@Override
		public Mono<Void> setComplete() {
			seeHead();
			return super.setComplete();
		}

		/**
		 * Also as it will be when what others do before the request is committed is done.
		 */
		private void seeHead() {
			RequestContent.this.attempts.see(getHeaders());
			RequestContent.this.head = Head.of(this);
			beforeCommit(() -> Mono.fromRunnable(() -> RequestContent.this.head = Head.of(this)));
		}

	}

}
