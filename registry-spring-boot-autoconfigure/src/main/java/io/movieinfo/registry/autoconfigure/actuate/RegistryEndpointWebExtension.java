package io.movieinfo.registry.autoconfigure.actuate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import io.movieinfo.registry.protocol.InvalidFieldException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * Answers over HTTP what {@link RegistryEndpoint} refuses as problems (RFC 9457), because
 * Spring Boot keeps an exception's message from callers.
 */
@EndpointWebExtension(endpoint = RegistryEndpoint.class)
final class RegistryEndpointWebExtension {

	private static final int CONFLICT = 409;

	private final RegistryEndpoint endpoint;

	RegistryEndpointWebExtension(RegistryEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	@WriteOperation
	public WebEndpointResponse<Object> act(@Selector String action, @Nullable String weight, @Nullable String limit) {
		return answer(() -> this.endpoint.act(action, weight, limit));
	}

	@DeleteOperation
	public WebEndpointResponse<Object> undo(@Selector String action) {
		return answer(() -> this.endpoint.undo(action));
	}

	private static WebEndpointResponse<Object> answer(Supplier<RegistryDescriptor> operation) {
		try {
			return new WebEndpointResponse<>(operation.get());
		}
		catch (InvalidFieldException ex) {
			Map<String, Object> problem = problem("Bad Request", WebEndpointResponse.STATUS_BAD_REQUEST,
					"invalid_field", ex);
			problem.put("field", ex.field());
			problem.put("value", ex.value());
			problem.put("expected", ex.expected());
			return new WebEndpointResponse<>(problem, WebEndpointResponse.STATUS_BAD_REQUEST);
		}
		catch (NothingRegisteredException ex) {
			return new WebEndpointResponse<>(problem("Conflict", CONFLICT, "not_registered", ex), CONFLICT);
		}
	}

	private static Map<String, Object> problem(String title, int status, String code, Exception failure) {
		Map<String, Object> problem = new LinkedHashMap<>();
		problem.put("title", title);
		problem.put("status", status);
		problem.put("detail", String.valueOf(failure.getMessage()));
		problem.put("code", code);
		return problem;
	}

}
