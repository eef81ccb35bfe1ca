package io.movieinfo.registry.autoconfigure.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;

/**
 * The body of a reactive request. A small one is copied while it is sent, and can then be
 * sent again; of a longer one nothing is kept.
 */
final class RepeatableContent {

	static final int LONGEST_COPY = 64 * 1024;

	private final Publisher<? extends DataBuffer> source;

	private final boolean worthCopying;

	/** {@code null} if it is not to be copied or became too long. */
	private volatile @Nullable ByteArrayOutputStream copy;

	private volatile boolean copied;

	private volatile boolean begun;

	private volatile boolean begunNow;

	private volatile boolean sourceFailed;

	/**
	 * Creates a body.
	 * @param source what publishes it
	 * @param worthCopying whether it may have to be sent again
	 */
	RepeatableContent(Publisher<? extends DataBuffer> source, boolean worthCopying) {
		this.source = source;
		this.worthCopying = worthCopying;
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
		return !this.begun || this.copied;
	}

	/**
	 * Whether it was the body itself that failed.
	 */
	boolean sourceFailed() {
		return this.sourceFailed;
	}

	/**
	 * Returns what to send: the source, which may be asked for it once only, or the copy.
	 * A source of one buffer stays one, because clients send it in one piece; it holds
	 * what is encoded already, and is begun when it hands it out. Hidden, because who
	 * fuses with a source may never ask for its end.
	 */
	Publisher<DataBuffer> publisher(DataBufferFactory buffers) {
		ByteArrayOutputStream copy = this.copy;
		if (this.copied && copy != null) {
			return Mono.fromSupplier(() -> buffers.wrap(copy.toByteArray())).doFirst(() -> this.begunNow = true);
		}
		if (this.source instanceof Mono) {
			return Mono.<DataBuffer>from(this.source).doOnNext((buffer) -> {
				begin();
				copy(buffer);
			}).doOnSuccess((last) -> end()).doOnError((ex) -> this.sourceFailed = true).hide();
		}
		return Flux.<DataBuffer>from(this.source)
			.doFirst(this::begin)
			.doOnNext(this::copy)
			.doOnComplete(this::end)
			.doOnError((ex) -> this.sourceFailed = true)
			.hide();
	}

	private void begin() {
		this.begun = true;
		this.begunNow = true;
		this.copied = false;
		this.copy = this.worthCopying ? new ByteArrayOutputStream() : null;
	}

	private void copy(DataBuffer buffer) {
		ByteArrayOutputStream copy = this.copy;
		if (copy == null) {
			return;
		}
		int length = buffer.readableByteCount();
		if (copy.size() + length > LONGEST_COPY) {
			this.copy = null;
			return;
		}
		byte[] bytes = new byte[length];
		buffer.toByteBuffer(ByteBuffer.wrap(bytes));
		copy.write(bytes, 0, length);
	}

	private void end() {
		this.copied = this.copy != null;
	}

}
