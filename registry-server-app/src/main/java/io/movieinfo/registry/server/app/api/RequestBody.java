package io.movieinfo.registry.server.app.api;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.JsonObject;
import io.movieinfo.registry.protocol.Limits;
import io.movieinfo.registry.protocol.Problem;
import io.movieinfo.registry.server.app.http.HttpProblem;
import io.movieinfo.registry.server.app.http.HttpProblemException;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * Reads what requests carry: one JSON object, or nothing. Every complaint is about a
 * field of the object, or the body as a whole.
 */
final class RequestBody {

	static final String MERGE_PATCH_VALUE = "application/merge-patch+json";

	static final MediaType MERGE_PATCH = MediaType.valueOf(MERGE_PATCH_VALUE);

	private static final String BODY = "body";

	private RequestBody() {
	}

	/**
	 * Reads a JSON object.
	 * @param types the content types that are understood beside JSON
	 */
	static JsonObject read(HttpServletRequest request, MediaType... types) throws IOException {
		byte[] body = bytes(request);
		checkType(request, types);
		return JsonObject.parse(body);
	}

	/**
	 * Reads a JSON object, or returns {@code null} if the body is empty.
	 */
	static @Nullable JsonObject readOptional(HttpServletRequest request) throws IOException {
		byte[] body = bytes(request);
		if (body.length == 0) {
			return null;
		}
		checkType(request);
		return JsonObject.parse(body);
	}

	/**
	 * Refuses a body where none has a meaning.
	 */
	static void refuse(HttpServletRequest request) throws IOException {
		byte[] body = bytes(request);
		if (body.length > 0) {
			throw new InvalidFieldException(BODY, body.length + " bytes", "none");
		}
	}

	private static byte[] bytes(HttpServletRequest request) throws IOException {
		if (request.getContentLengthLong() > Limits.MAX_FRAME_BYTES) {
			throw tooLarge(request.getContentLengthLong());
		}
		byte[] body = request.getInputStream().readNBytes(Limits.MAX_FRAME_BYTES + 1);
		if (body.length > Limits.MAX_FRAME_BYTES) {
			throw tooLarge("more");
		}
		return body;
	}

	private static void checkType(HttpServletRequest request, MediaType... types) {
		String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
		if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
			throw unsupported(HttpHeaders.CONTENT_ENCODING, encoding, "a body that is not compressed");
		}
		String type = request.getContentType();
		List<MediaType> understood = new ArrayList<>(List.of(MediaType.APPLICATION_JSON));
		understood.addAll(Arrays.asList(types));
		if (type == null || understood.stream().noneMatch((each) -> matches(each, type))) {
			throw unsupported(HttpHeaders.CONTENT_TYPE, type,
					understood.stream().map(MediaType::toString).collect(Collectors.joining(" or ")) + " in UTF-8");
		}
	}

	private static boolean matches(MediaType understood, String type) {
		try {
			MediaType sent = MediaType.parseMediaType(type);
			Charset charset = sent.getCharset();
			return sent.equalsTypeAndSubtype(understood) && (charset == null || charset.equals(StandardCharsets.UTF_8));
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	private static HttpProblemException tooLarge(Object size) {
		return new HttpProblemException(HttpProblem.of(HttpStatus.CONTENT_TOO_LARGE, Problem.TOO_LARGE,
				new InvalidFieldException(BODY, size, "at most %d bytes".formatted(Limits.MAX_FRAME_BYTES))));
	}

	private static HttpProblemException unsupported(String header, @Nullable String value, String expected) {
		return new HttpProblemException(HttpProblem.of(HttpStatus.UNSUPPORTED_MEDIA_TYPE,
				HttpProblem.UNSUPPORTED_MEDIA_TYPE, new InvalidFieldException(header, value, expected)));
	}

}
