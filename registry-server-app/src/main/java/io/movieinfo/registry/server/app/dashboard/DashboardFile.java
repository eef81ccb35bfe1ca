package io.movieinfo.registry.server.app.dashboard;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

import io.movieinfo.registry.server.app.http.ContentCodings;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * A file that browsers load, plain and compressed. Immutable.
 */
final class DashboardFile {

	private final MediaType type;

	private final byte[] content;

	private final byte[] compressed;

	private final String digest;

	DashboardFile(MediaType type, byte[] content) {
		this.type = type;
		this.content = content;
		this.compressed = compress(content);
		this.digest = digest(content);
	}

	/**
	 * Returns a text that is another one for other content.
	 */
	String digest() {
		return this.digest;
	}

	/**
	 * Answers a request for it. Spring MVC makes that 304 for who has it already.
	 */
	ResponseEntity<byte[]> answer(HttpServletRequest request, CacheControl caching) {
		boolean compressed = this.compressed.length < this.content.length && ContentCodings.acceptsGzip(request);
		ResponseEntity.BodyBuilder answer = ResponseEntity.ok()
			.cacheControl(caching)
			.contentType(this.type)
			.varyBy(HttpHeaders.ACCEPT_ENCODING)
			.header("X-Content-Type-Options", "nosniff");
		if (!compressed) {
			return answer.eTag(this.digest).body(this.content);
		}
		return answer.eTag(this.digest + "-" + ContentCodings.GZIP)
			.header(HttpHeaders.CONTENT_ENCODING, ContentCodings.GZIP)
			.body(this.compressed);
	}

	private static byte[] compress(byte[] content) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
			gzip.write(content);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	static String digest(byte[] content) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 8);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every Java platform has SHA-256", ex);
		}
	}

}
