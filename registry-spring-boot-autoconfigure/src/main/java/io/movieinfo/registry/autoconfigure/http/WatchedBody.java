package io.movieinfo.registry.autoconfigure.http;

import java.io.IOException;
import java.io.OutputStream;

import org.springframework.http.StreamingHttpOutputMessage;

/**
 * A request's body that knows whether it has been begun, ever and in the current attempt.
 */
final class WatchedBody implements StreamingHttpOutputMessage.Body {

	private final StreamingHttpOutputMessage.Body body;

	private volatile boolean begun;

	private volatile boolean begunNow;

	WatchedBody(StreamingHttpOutputMessage.Body body) {
		this.body = body;
	}

	void attemptBegins() {
		this.begunNow = false;
	}

	/**
	 * Whether the current attempt has begun it.
	 */
	boolean begunNow() {
		return this.begunNow;
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
		this.begunNow = true;
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
