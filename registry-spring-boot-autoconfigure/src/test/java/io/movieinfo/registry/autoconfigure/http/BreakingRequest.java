package io.movieinfo.registry.autoconfigure.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.net.URI;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.AbstractClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Sends its body, then fails.
 */
final class BreakingRequest extends AbstractClientHttpRequest implements StreamingHttpOutputMessage {

	private final URI uri;

	private final HttpMethod method;

	private final IOException failure;

	private Body body = (out) -> {
	};

	BreakingRequest(URI uri, HttpMethod method) {
		this(uri, method, new SocketException("Connection reset"));
	}

	BreakingRequest(URI uri, HttpMethod method, IOException failure) {
		this.uri = uri;
		this.method = method;
		this.failure = failure;
	}

	@Override
	public HttpMethod getMethod() {
		return this.method;
	}

	@Override
	public URI getURI() {
		return this.uri;
	}

	@Override
	public void setBody(Body body) {
		this.body = body;
	}

	@Override
	protected OutputStream getBodyInternal(HttpHeaders headers) {
		throw new UnsupportedOperationException();
	}

	@Override
	protected ClientHttpResponse executeInternal(HttpHeaders headers) throws IOException {
		this.body.writeTo(new ByteArrayOutputStream());
		throw this.failure;
	}

}
