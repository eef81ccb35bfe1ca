package io.movieinfo.registry.server.app.api;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

import io.movieinfo.registry.server.app.RunningServer;
import org.jspecify.annotations.Nullable;

/**
 * One row of a {@link WrongRequestTable}: a request that is wrong, and how it is refused.
 *
 * @param name what is wrong, for people
 * @param method the request's method
 * @param path its path and query
 * @param headers its headers
 * @param body its body, or {@code null} for none
 * @param status the answer's status
 * @param code the problem's code
 * @param field the problem's field, or {@code null} if none is to blame
 * @param value the problem's value, or {@code null}; the beginning of it if it ends with
 * {@code …}
 * @param expected a part of what the problem expects, or {@code null}
 */
record WrongRequest(String name, String method, String path, Map<String, String> headers, @Nullable String body,
		int status, String code, @Nullable String field, @Nullable String value, @Nullable String expected) {

	static final String JSON = "application/json";

	/**
	 * Returns a request that is not yet said to be wrong.
	 * @param body its body in JSON, or {@code null} for none
	 */
	static WrongRequest of(String name, String method, String path, @Nullable String body) {
		return new WrongRequest(name, method, path, (body != null) ? Map.of("Content-Type", JSON) : Map.of(), body, 0,
				"", null, null, null);
	}

	/**
	 * Returns this request with a header, or without it if the value is {@code null}.
	 */
	WrongRequest with(String header, @Nullable String value) {
		Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		headers.putAll(this.headers);
		headers.remove(header);
		if (value != null) {
			headers.put(header, value);
		}
		return new WrongRequest(this.name, this.method, this.path, headers, this.body, this.status, this.code,
				this.field, this.value, this.expected);
	}

	/**
	 * Says that the request is refused as one with a wrong field.
	 */
	WrongRequest invalid(String field, String value, String expected) {
		return refused(400, "invalid_field", field, value, expected);
	}

	WrongRequest refused(int status, String code, @Nullable String field, @Nullable String value,
			@Nullable String expected) {
		return new WrongRequest(this.name, this.method, this.path, this.headers, this.body, status, code, field, value,
				expected);
	}

	HttpRequest toHttp(RunningServer server) {
		HttpRequest.Builder request = HttpRequest.newBuilder(server.uri(this.path))
			.method(this.method,
					(this.body != null) ? HttpRequest.BodyPublishers.ofString(this.body, StandardCharsets.ISO_8859_1)
							: HttpRequest.BodyPublishers.noBody());
		this.headers.forEach(request::header);
		return request.build();
	}

	@Override
	public String toString() {
		String path = (this.path.length() <= 100) ? this.path : this.path.substring(0, 100) + "…";
		return "%s: %s %s".formatted(this.name, this.method, path);
	}

}
