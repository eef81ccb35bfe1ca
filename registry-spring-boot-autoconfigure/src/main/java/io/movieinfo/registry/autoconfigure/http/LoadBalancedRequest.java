package io.movieinfo.registry.autoconfigure.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import io.movieinfo.registry.balancer.Endpoint;
import io.movieinfo.registry.balancer.Outcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
 * instance. A further attempt is made if nothing was sent, and for GET and HEAD also if
 * the connection broke before the answer began.
 */
final class LoadBalancedRequest extends AbstractClientHttpRequest implements StreamingHttpOutputMessage {

	private static final Logger logger = LoggerFactory.getLogger(LoadBalancedRequest.class);

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
		List<Endpoint> tried = new ArrayList<>(this.loadBalancing.attempts());
		IOException failure = null;
		while (true) {
			PickedCall call = pick(tried, failure);
			tried.add(call.endpoint());
			try {
				return attempt(call, headers);
			}
			catch (IOException ex) {
				FailureKind kind = kindOf(ex);
				call.complete(kind.outcome());
				if (failure != null) {
					ex.addSuppressed(failure);
				}
				if (tried.size() >= this.loadBalancing.attempts() || !allowsAnotherAttempt(kind)) {
					throw ex;
				}
				logger.debug("{} {}: going on to the next instance, because {} failed: {}", this.method, getURI(),
						call.endpoint(), ex.toString());
				failure = ex;
			}
		}
	}

	private PickedCall pick(List<Endpoint> tried, @Nullable IOException failure) throws IOException {
		try {
			return this.loadBalancing.pick(this.target.service(), tried);
		}
		catch (IOException ex) {
			// what the last instance did says more than that there is no further one
			throw (failure != null) ? failure : ex;
		}
	}

	private ClientHttpResponse attempt(PickedCall call, HttpHeaders headers) throws IOException {
		boolean failedOtherwise = true;
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
			Outcome outcome = response.getStatusCode().is5xxServerError() ? Outcome.FAILURE : Outcome.SUCCESS;
			call.answered();
			return new LoadBalancedResponse(response, call, outcome);
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
		boolean maybeSent = this.body != null && this.body.begun() && !this.bodyTakenEarly;
		return (kind == FailureKind.NOTHING_SENT && maybeSent) ? FailureKind.BROKEN_OFF : kind;
	}

	private boolean allowsAnotherAttempt(FailureKind kind) {
		boolean safe = HttpMethod.GET.equals(this.method) || HttpMethod.HEAD.equals(this.method);
		return (kind == FailureKind.NOTHING_SENT || (kind == FailureKind.BROKEN_OFF && safe))
				&& (this.body == null || this.body.sendable());
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
