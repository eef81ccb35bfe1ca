package io.movieinfo.registry.server.app.http;

import java.util.List;
import java.util.stream.Collectors;

import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.MalformedMessageException;
import io.movieinfo.registry.protocol.Problem;
import io.movieinfo.registry.server.RegistryException;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestTimeoutException;
import org.springframework.web.util.DisconnectedClientHelper;

/**
 * Answers whatever a request handler throws, or Spring MVC in its place, as a problem.
 */
@RestControllerAdvice
final class ProblemAdvice {

	private static final Logger logger = LoggerFactory.getLogger(ProblemAdvice.class);

	/**
	 * Returns the answer, or {@code null} if nobody is there to take one.
	 */
	@ExceptionHandler
	@Nullable ResponseEntity<byte[]> handle(Exception ex, HttpServletRequest request) {
		if (ex instanceof HttpProblemException refused) {
			return refused.problem().toResponse();
		}
		if (ex instanceof InvalidFieldException invalid) {
			return HttpProblem.of(HttpStatus.BAD_REQUEST, Problem.INVALID_FIELD, invalid).toResponse();
		}
		if (ex instanceof MalformedMessageException malformed) {
			return new HttpProblem(HttpStatus.BAD_REQUEST, malformed.problem()).toResponse();
		}
		if (ex instanceof RegistryException refusal) {
			return HttpProblem.of(refusal).toResponse();
		}
		if (ex instanceof AsyncRequestTimeoutException) {
			return new HttpProblem(HttpStatus.SERVICE_UNAVAILABLE,
					Problem.of(Problem.UNAVAILABLE, "the registry did not answer in time; the change may still come"))
				.toResponse();
		}
		if (ex instanceof InvalidParameterException) {
			return HttpProblem
				.of(HttpStatus.BAD_REQUEST, Problem.INVALID_FIELD,
						new InvalidFieldException("query", request.getQueryString(),
								"parameters in percent-encoded UTF-8"))
				.toResponse();
		}
		if (ex instanceof ErrorResponse response) {
			return answer(response, request);
		}
		if (DisconnectedClientHelper.isClientDisconnectedException(ex)) {
			logger.debug("{} {}: whoever asked is gone", request.getMethod(), request.getRequestURI(), ex);
			return null;
		}
		logger.error("{} {} failed", request.getMethod(), request.getRequestURI(), ex);
		return HttpProblem.of(HttpStatus.INTERNAL_SERVER_ERROR).toResponse();
	}

	private ResponseEntity<byte[]> answer(ErrorResponse error, HttpServletRequest request) {
		HttpStatus status = HttpStatus.valueOf(error.getStatusCode().value());
		HttpProblem plain = HttpProblem.of(status);
		HttpProblem problem = switch (status) {
			case NOT_FOUND -> because(plain, "path", request.getRequestURI(), pathMeant(request));
			case METHOD_NOT_ALLOWED -> because(plain, "method", request.getMethod(), allowed(error));
			case NOT_ACCEPTABLE ->
				because(plain, HttpHeaders.ACCEPT, request.getHeader(HttpHeaders.ACCEPT), typesOf(error));
			case UNSUPPORTED_MEDIA_TYPE ->
				because(plain, HttpHeaders.CONTENT_TYPE, request.getContentType(), typesOf(error));
			default -> plain;
		};
		ResponseEntity.BodyBuilder answer = ResponseEntity.status(status).headers(error.getHeaders());
		if (status == HttpStatus.METHOD_NOT_ALLOWED) {
			answer.headers((headers) -> headers.set(HttpHeaders.ALLOW, allowed(error)));
		}
		return answer.cacheControl(CacheControl.noStore())
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.body(problem.json());
	}

	private static String pathMeant(HttpServletRequest request) {
		String path = request.getRequestURI();
		return (path.startsWith("/v1/") && path.endsWith("/"))
				? "'%s', without a slash at its end".formatted(path.replaceFirst("/+$", ""))
				: "a path of this API, which /api describes";
	}

	private static String allowed(ErrorResponse error) {
		return AllowedMethods.inOrder(String.valueOf(error.getHeaders().getFirst(HttpHeaders.ALLOW)));
	}

	private static String typesOf(ErrorResponse error) {
		List<MediaType> types = (error instanceof HttpMediaTypeException refused) ? refused.getSupportedMediaTypes()
				: List.of();
		return types.isEmpty() ? MediaType.APPLICATION_JSON_VALUE
				: types.stream().map(MediaType::toString).collect(Collectors.joining(" or "));
	}

	private static HttpProblem because(HttpProblem plain, String field, @Nullable String value, String expected) {
		return HttpProblem.of(plain.status(), plain.problem().code(),
				new InvalidFieldException(field, value, expected));
	}

}
