package io.movieinfo.registry.autoconfigure.http;

import java.net.URI;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.AbstractClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.util.Assert;

/**
 * A reactive request that is filled in before it is known where it goes. What is written
 * to it is assembled only: it goes to the client's own request when it is subscribed to,
 * which must not be before that is there.
 */
final class UnconnectedRequest extends AbstractClientHttpRequest {

	private final HttpMethod method;

	private final URI uri;

	private volatile @Nullable ClientHttpRequest connected;

	/**
	 * Creates a request.
	 * @param uri its URI for as long as it is not connected
	 */
	UnconnectedRequest(HttpMethod method, URI uri) {
		this.method = method;
		this.uri = uri;
	}

	/**
	 * Says which request of a client's own to write to.
	 */
	void connect(ClientHttpRequest request) {
		this.connected = request;
	}

	@Override
	public HttpMethod getMethod() {
		return this.method;
	}

	@Override
	public URI getURI() {
		ClientHttpRequest connected = this.connected;
		return (connected != null) ? connected.getURI() : this.uri;
	}

	@Override
	public DataBufferFactory bufferFactory() {
		ClientHttpRequest connected = this.connected;
		return (connected != null) ? connected.bufferFactory() : DefaultDataBufferFactory.sharedInstance;
	}

	/**
	 * Returns the client's own request.
	 * @throws NotConnectedException if there is none yet
	 */
	@Override
	@SuppressWarnings("TypeParameterUnusedInFormals") // as it is declared
	public <T> T getNativeRequest() {
		ClientHttpRequest connected = this.connected;
		if (connected == null) {
			throw new NotConnectedException();
		}
		return connected.getNativeRequest();
	}

	@Override
	public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
		return doCommit(() -> Mono.defer(() -> connected().writeWith(body)));
	}

	@Override
	public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
		return doCommit(() -> Mono.defer(() -> connected().writeAndFlushWith(body)));
	}

	@Override
	public Mono<Void> setComplete() {
		return doCommit(() -> Mono.defer(() -> connected().setComplete()));
	}

	@Override
	protected void applyHeaders() {
		connected().getHeaders().putAll(getHeaders());
	}

	@Override
	protected void applyCookies() {
		connected().getCookies().addAll(getCookies());
	}

	@Override
	protected void applyAttributes() {
		connected().getAttributes().putAll(getAttributes());
	}

	private ClientHttpRequest connected() {
		ClientHttpRequest connected = this.connected;
		Assert.state(connected != null, "What is written is to be subscribed to once there is a connection");
		return connected;
	}

	/**
	 * Ends the filling in by a caller that wants the client's own request.
	 */
	static final class NotConnectedException extends IllegalStateException {

		private static final long serialVersionUID = 1;

		NotConnectedException() {
			super("There is no request of the client's own yet: the headers say which instance to connect to");
		}

	}

}
