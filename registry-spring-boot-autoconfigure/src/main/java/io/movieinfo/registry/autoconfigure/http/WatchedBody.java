package io.movieinfo.registry.autoconfigure.http;

import java.io.IOException;
import java.io.OutputStream;

import org.springframework.http.StreamingHttpOutputMessage;

/**
 * A request's body that knows whether it has been begun.
 */
final class WatchedBody implements StreamingHttpOutputMessage.Body {

	private final StreamingHttpOutputMessage.Body body;

	private volatile boolean begun;

	WatchedBody(StreamingHttpOutputMessage.Body body) {
		this.body = body;
	}

	boolean begun() {
		return this.begun;
	}

	/**
	 * Whether it can be sent, be it for the first time or again.
	 */
	boolean sendable() {
		return !this.begun || this.body.repeatable();
	}

	@Override
	public void writeTo(OutputStream outputStream) throws IOException {
		if (!sendable()) {
			throw new IOException("The request's body cannot be sent a second time");
		}
		this.begun = true;
		this.body.writeTo(outputStream);
	}

	/**
	 * Hands the body to a client that collects all of it before it sends anything.
	 */
	void collectTo(OutputStream outputStream) throws IOException {
		if (this.body.repeatable()) {
			this.body.writeTo(outputStream);
		}
		else {
			writeTo(outputStream);
		}
	}

	@Override
	public boolean repeatable() {
		return this.body.repeatable();
	}

}
