package io.movieinfo.registry.autoconfigure.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.movieinfo.registry.autoconfigure.FailureKind;
import io.movieinfo.registry.balancer.Outcome;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.AbstractClientHttpRequest;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.util.Assert;
import org.springframework.util.FastByteArrayOutputStream;

/**
 * A request to a service: every attempt is a request of the delegate's to another
 * instance. {@link Attempts} says when there is a further one.
 */
final class LoadBalancedRequest extends AbstractClientHttpRequest implements StreamingHttpOutputMessage {

	/** Jetty's client takes a body into a queue of its own before it connects. */
	private static final String TAKES_BODY_EARLY = "org.springframework.http.client.JettyClientHttpRequest";

	private final ServiceUri target;

	private final HttpMethod method;

	private final ClientHttpRequestFactory delegate;

	private final LoadBalancing loadBalancing;

	private @Nullable WatchedBody body;

	private @Nullable FastByteArrayOutputStream collected;

	private boolean bodyTakenEarly;

	LoadBalancedRequest(ServiceUri target, HttpMethod method, ClientHttpRequestFactory delegate,
			LoadBalancing loadBalancing) {
		this.target = target;
		this.method = method;
		this.delegate = delegate;
		this.loadBalancing = loadBalancing;
	}

	@Override
	public HttpMethod getMethod() {
		return this.method;
	}

	@Override
	public URI getURI() {
		return this.target.uri();
	}

	@Override
	public void setBody(Body body) {
		assertNotExecuted();
		Assert.state(this.collected == null, "Invoke either getBody or setBody; not both");
		this.body = new WatchedBody(body);
	}

	@Override
	protected OutputStream getBodyInternal(HttpHeaders headers) {
		Assert.state(this.body == null, "Invoke either getBody or setBody; not both");
		if (this.collected == null) {
			this.collected = new FastByteArrayOutputStream(1024);
		}
		return this.collected;
	}

	@Override
	protected ClientHttpResponse executeInternal(HttpHeaders headers) throws IOException {
		if (this.collected != null) {
			this.body = new WatchedBody(new RepeatableBody(this.collected));
		}
		Attempts attempts = new Attempts(this.target, this.method, this.loadBalancing);
		attempts.see(headers);
		return execute(headers, attempts);
	}

	private ClientHttpResponse execute(HttpHeaders headers, Attempts attempts) throws IOException {
		PickedCall call = attempts.first();
		ClientHttpResponse kept = null;
		IOException failure = null;
		while (true) {
			FailureKind kind;
			PickedCall next;
			try {
				ClientHttpResponse response = attempt(call, headers);
				kind = FailureKind.ofStatus(response.getStatusCode().value());
				next = (kind != null) ? attempts.next(kind, sendable(), response.getStatusCode()) : null;
				if (kind == null || next == null) {
					return response;
				}
				kept = KeptResponse.closing(response);
			}
			catch (IOException ex) {
				kind = kindOf(ex);
				call.complete(kind.outcome());
				if (failure != null && failure != ex) {
					ex.addSuppressed(failure);
				}
				failure = ex;
				next = attempts.next(kind, sendable(), ex);
			}
			if (next == null || !waited(attempts.pauseAfter(kind), next)) {
				return lastAnswer(kept, failure);
			}
			call = next;
		}
	}

	private static ClientHttpResponse lastAnswer(@Nullable ClientHttpResponse kept, @Nullable IOException failure)
			throws IOException {
		if (kept == null) {
			throw (failure != null) ? failure : new InterruptedIOException("Interrupted before a further attempt");
		}
		return kept;
	}

	/**
	 * Waits before an attempt, which is not made if the thread is interrupted meanwhile.
	 */
	private static boolean waited(Duration pause, PickedCall next) {
		if (pause.isZero()) {
			return true;
		}
		try {
			return !new CountDownLatch(1).await(pause.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			next.end();
			return false;
		}
	}

	private ClientHttpResponse attempt(PickedCall call, HttpHeaders headers) throws IOException {
		boolean failedOtherwise = true;
		if (this.body != null) {
			this.body.attemptBegins();
		}
		try {
			ClientHttpRequest request = this.delegate.createRequest(this.target.at(call.endpoint().instance()),
					this.method);
			request.getHeaders().putAll(headers);
			request.getAttributes().putAll(getAttributes());
			this.bodyTakenEarly = TAKES_BODY_EARLY.equals(request.getClass().getName());
			writeBody(request);
			ClientHttpResponse response = answered(request.execute(), call);
			failedOtherwise = false;
			return response;
		}
		catch (IOException ex) {
			failedOtherwise = false;
			throw ex;
		}
		finally {
			if (failedOtherwise) {
				call.complete(Outcome.CANCELLED);
			}
		}
	}

	/**
	 * Some clients read the status line only when it is asked for.
	 */
	private static ClientHttpResponse answered(ClientHttpResponse response, PickedCall call) throws IOException {
		try {
			call.answered(response.getStatusCode());
			return new LoadBalancedResponse(response, call);
		}
		catch (IOException ex) {
			response.close();
			throw ex;
		}
	}

	private void writeBody(ClientHttpRequest request) throws IOException {
		if (this.body == null) {
			return;
		}
		if (request instanceof StreamingHttpOutputMessage streaming) {
			streaming.setBody(this.body);
		}
		else {
			this.body.collectTo(request.getBody());
		}
	}

	/**
	 * Once a body has been begun something may have been sent, whatever failed later, as
	 * after a redirect.
	 */
	private FailureKind kindOf(IOException failure) {
		FailureKind kind = FailureKind.of(failure);
		if (Thread.currentThread().isInterrupted()) {
			return FailureKind.GIVEN_UP;
		}
		boolean maybeSent = this.body != null && this.body.begunNow() && !this.bodyTakenEarly;
		return (kind == FailureKind.NOTHING_SENT && maybeSent) ? FailureKind.BROKEN_OFF : kind;
	}

	private boolean sendable() {
		return this.body == null || this.body.sendable();
	}

	private record RepeatableBody(FastByteArrayOutputStream content) implements Body {

		@Override
		public void writeTo(OutputStream outputStream) throws IOException {
			this.content.writeTo(outputStream);
		}

		@Override
		public boolean repeatable() {
			return true;
		}

	}

}
