package io.movieinfo.registry.server.app.http;

import java.io.IOException;
import java.util.function.Consumer;

import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.JsonObject;
import io.movieinfo.registry.protocol.Problem;
import io.movieinfo.registry.server.ChangedSinceException;
import io.movieinfo.registry.server.NotUndoableException;
import io.movieinfo.registry.server.RegistryException;
import io.movieinfo.registry.server.StillAliveException;
import io.movieinfo.registry.server.StoreUnavailableException;
import io.movieinfo.registry.server.SupersededException;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * An HTTP request's refusal, told as problem details (RFC 9457) with the members
 * {@code code}, {@code field}, {@code value} and {@code expected}. Immutable.
 *
 * @param status the response's status
 * @param problem why
 * @param more writes further members
 */
public record HttpProblem(HttpStatus status, Problem problem, Consumer<JsonGenerator> more) {

	/** There is nothing at the request's path. */
	public static final String NOT_FOUND = "not_found";

	/** What is at the path does not know the request's method. */
	public static final String METHOD_NOT_ALLOWED = "method_not_allowed";

	/** The request's {@code Accept} header excludes what is there. */
	public static final String NOT_ACCEPTABLE = "not_acceptable";

	/** The request's body is of a kind that is not understood. */
	public static final String UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type";

	/** A browser's page may not talk to this server, or not under this name. */
	public static final String FORBIDDEN = "forbidden";

	/** The path is a WebSocket's. */
	public static final String UPGRADE_REQUIRED = "upgrade_required";

	/** Any other refusal of a request. */
	public static final String BAD_REQUEST = "bad_request";

	/** The server failed; its log says more. */
	public static final String INTERNAL_ERROR = "internal_error";

	private static final String RETRY_AFTER_SECONDS = "1";

	public HttpProblem(HttpStatus status, Problem problem) {
		this(status, problem, (json) -> {
		});
	}

	/**
	 * Returns the problem of a request that holds a wrong value.
	 */
	public static HttpProblem of(HttpStatus status, String code, InvalidFieldException reason) {
		return new HttpProblem(status,
				new Problem(code, reason.toProblem().message(), reason.field(), reason.value(), reason.expected()));
	}

	/**
	 * Returns this problem with further members.
	 */
	public HttpProblem with(Consumer<JsonGenerator> more) {
		return new HttpProblem(this.status, this.problem, more);
	}

	/**
	 * Returns the problem of a request that the registry has refused.
	 */
	public static HttpProblem of(RegistryException refusal) {
		return new HttpProblem(status(refusal), refusal.toProblem());
	}

	/**
	 * Returns the problem of which only the status is known.
	 */
	public static HttpProblem of(HttpStatus status) {
		String code = switch (status) {
			case NOT_FOUND -> NOT_FOUND;
			case METHOD_NOT_ALLOWED -> METHOD_NOT_ALLOWED;
			case NOT_ACCEPTABLE -> NOT_ACCEPTABLE;
			case UNSUPPORTED_MEDIA_TYPE -> UNSUPPORTED_MEDIA_TYPE;
			case CONTENT_TOO_LARGE -> Problem.TOO_LARGE;
			case FORBIDDEN -> FORBIDDEN;
			case UPGRADE_REQUIRED -> UPGRADE_REQUIRED;
			default -> status.is5xxServerError() ? INTERNAL_ERROR : BAD_REQUEST;
		};
		return new HttpProblem(status, Problem.of(code, status.is5xxServerError()
				? "the server failed to answer; its log says why" : status.getReasonPhrase()));
	}

	/**
	 * Returns the problem as JSON in UTF-8.
	 */
	public byte[] json() {
		return JsonObject.write((json) -> {
			json.writeStringProperty("title", this.status.getReasonPhrase());
			json.writeNumberProperty("status", this.status.value());
			json.writeStringProperty("detail", this.problem.message());
			json.writeStringProperty("code", this.problem.code());
			writeOptional(json, "field", this.problem.field());
			writeOptional(json, "value", this.problem.value());
			writeOptional(json, "expected", this.problem.expected());
			this.more.accept(json);
		});
	}

	public ResponseEntity<byte[]> toResponse() {
		ResponseEntity.BodyBuilder response = ResponseEntity.status(this.status)
			.cacheControl(CacheControl.noStore())
			.contentType(MediaType.APPLICATION_PROBLEM_JSON);
		if (this.status == HttpStatus.SERVICE_UNAVAILABLE) {
			response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
		}
		return response.body(json());
	}

	/**
	 * Answers a request with this, outside of Spring MVC.
	 */
	public void writeTo(HttpServletResponse response) throws IOException {
		byte[] json = json();
		response.setStatus(this.status.value());
		response.setHeader(HttpHeaders.CACHE_CONTROL, CacheControl.noStore().getHeaderValue());
		if (this.status == HttpStatus.SERVICE_UNAVAILABLE) {
			response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
		}
		response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
		response.setContentLength(json.length);
		response.getOutputStream().write(json);
	}

	private static HttpStatus status(RegistryException refusal) {
		// the type is sealed
		if (refusal instanceof SupersededException || refusal instanceof StillAliveException
				|| refusal instanceof NotUndoableException || refusal instanceof ChangedSinceException) {
			return HttpStatus.CONFLICT;
		}
		return (refusal instanceof StoreUnavailableException) ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.NOT_FOUND;
	}

	private static void writeOptional(JsonGenerator json, String field, @Nullable String value) {
		if (value != null) {
			json.writeStringProperty(field, value);
		}
	}

}
