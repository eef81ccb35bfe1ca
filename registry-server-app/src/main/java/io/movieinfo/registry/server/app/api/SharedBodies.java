package io.movieinfo.registry.server.app.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * The bodies of answers that are just being written, by what they answer: callers who ask
 * the same at the same time, as those do who waited for one change, get one body, which
 * is made once. Bodies may be large, so that they are shared for as long as someone
 * writes them, and not kept for those who may come. Thread-safe; making a body blocks
 * those who want the same one.
 */
@Component
final class SharedBodies {

	// guarded by this
	private final Map<String, WeakReference<Body>> bodies = new HashMap<>();

	/**
	 * Returns the body of an answer.
	 * @param answer names state and question: what has the same name is the same
	 * @param json makes it
	 */
	synchronized Body get(String answer, Supplier<byte[]> json) {
		WeakReference<Body> shared = this.bodies.get(answer);
		Body body = (shared != null) ? shared.get() : null;
		if (body == null) {
			this.bodies.values().removeIf((each) -> each.get() == null);
			body = new Body(json);
			this.bodies.put(answer, new WeakReference<>(body));
		}
		return body;
	}

	/**
	 * The JSON of an answer, plain and compressed, made when it is first asked for.
	 */
	static final class Body {

		private final Supplier<byte[]> json;

		// guarded by this
		private byte @Nullable [] plain;

		// guarded by this
		private byte @Nullable [] compressed;

		Body(Supplier<byte[]> json) {
			this.json = json;
		}

		synchronized byte[] plain() {
			byte[] plain = this.plain;
			if (plain == null) {
				plain = this.json.get();
				this.plain = plain;
			}
			return plain;
		}

		synchronized byte[] compressed() {
			byte[] compressed = this.compressed;
			if (compressed == null) {
				compressed = compress(plain());
				this.compressed = compressed;
			}
			return compressed;
		}

		private static byte[] compress(byte[] body) {
			ByteArrayOutputStream compressed = new ByteArrayOutputStream(body.length / 4);
			try (GZIPOutputStream gzip = new FastGzip(compressed)) {
				gzip.write(body);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			return compressed.toByteArray();
		}

	}

	/**
	 * Compresses lists of much the same about as well as any, in a third of the time.
	 */
	private static final class FastGzip extends GZIPOutputStream {

		FastGzip(ByteArrayOutputStream out) throws IOException {
			super(out);
			this.def.setLevel(Deflater.BEST_SPEED);
		}

	}

}
