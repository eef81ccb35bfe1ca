package io.movieinfo.registry.server.app.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.JsonObject;
import io.movieinfo.registry.server.app.api.SharedBodies.Body;
import io.movieinfo.registry.server.app.http.ContentCodings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/**
 * The JSON of what was asked for, as it is now. If it has a version, caches may keep it
 * as long as they ask each time whether it is still true, which costs neither side the
 * body. It is compressed by this class where that pays: what a web server compresses by
 * itself cannot have a strong {@code ETag}.
 */
final class Representation implements Answer {

	/** From how many bytes on compression pays. */
	static final int WORTH_COMPRESSING = 2 * 1024;

	private static final Pattern ENTITY_TAG = Pattern.compile("(?:W/)?(\"[\\x21\\x23-\\x7e\\x80-\\xff]*\")");

	private final @Nullable String version;

	private final Supplier<Body> body;

	private Representation(@Nullable String version, Supplier<Body> body) {
		this.version = version;
		this.body = body;
	}

	/**
	 * Returns what is the same for as long as the state and the question are.
	 * @param cursor the state
	 * @param complete whether it is complete
	 * @param question what is answered; different questions have different texts
	 * @param shared the bodies of all such answers
	 * @param fields writes the JSON object's fields
	 */
	static Representation of(Cursor cursor, boolean complete, String question, SharedBodies shared,
			Consumer<JsonGenerator> fields) {
		String state = cursor + (complete ? "" : "-partial");
		return new Representation(state + "-" + digest(question),
				() -> shared.get(state + "\n" + question, () -> JsonObject.write(fields)));
	}

	/**
	 * Returns what is true at this moment only.
	 */
	static Representation ofNow(Consumer<JsonGenerator> fields) {
		return new Representation(null, () -> new Body(() -> JsonObject.write(fields)));
	}

	@Override
	public void writeTo(HttpServletRequest request, HttpServletResponse response) throws IOException {
		boolean compressible = ContentCodings.acceptsGzip(request);
		response.setHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
		response.setHeader(HttpHeaders.CACHE_CONTROL, (this.version != null) ? "no-cache" : "no-store");
		String known = known(request, compressible);
		if (known != null) {
			response.setHeader(HttpHeaders.ETAG, known);
			response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
			return;
		}
		Body made = this.body.get();
		byte[] body = made.plain();
		boolean compressed = compressible && body.length >= WORTH_COMPRESSING;
		if (compressed) {
			body = made.compressed();
			response.setHeader(HttpHeaders.CONTENT_ENCODING, ContentCodings.GZIP);
		}
		if (this.version != null) {
			response.setHeader(HttpHeaders.ETAG, tag(this.version, compressed));
		}
		response.setStatus(HttpServletResponse.SC_OK);
		response.setContentType(MediaType.APPLICATION_JSON_VALUE);
		response.setContentLength(body.length);
		response.getOutputStream().write(body);
	}

	/**
	 * Returns the tag that the client has and that is still true, compressed or not;
	 * {@code null} if there is none.
	 */
	private @Nullable String known(HttpServletRequest request, boolean compressible) {
		String version = this.version;
		String condition = String.join(",", headers(request, HttpHeaders.IF_NONE_MATCH));
		if (version == null || condition.isEmpty()) {
			return null;
		}
		String plain = tag(version, false);
		if (condition.strip().equals("*")) {
			return plain;
		}
		String compressed = tag(version, true);
		Matcher tags = ENTITY_TAG.matcher(condition);
		while (tags.find()) {
			String tag = tags.group(1);
			if (tag.equals(plain) || (compressible && tag.equals(compressed))) {
				return tag;
			}
		}
		return null;
	}

	private static String tag(String version, boolean compressed) {
		return "\"" + version + (compressed ? "-" + ContentCodings.GZIP : "") + "\"";
	}

	private static List<String> headers(HttpServletRequest request, String name) {
		return Collections.list(request.getHeaders(name));
	}

	private static String digest(String text) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(digest, 0, 8);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every Java platform has SHA-256", ex);
		}
	}

}
