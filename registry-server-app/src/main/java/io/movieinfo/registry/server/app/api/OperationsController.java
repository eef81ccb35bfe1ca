package io.movieinfo.registry.server.app.api;

import java.io.IOException;
import java.util.concurrent.CompletionStage;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.JsonObject;
import io.movieinfo.registry.server.Actor;
import io.movieinfo.registry.server.Operations;
import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.lease.GuardState;
import jakarta.servlet.http.HttpServletRequest;
import tools.jackson.core.JsonGenerator;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows operators whether an instance answers, and what the mass-expiry guard does.
 */
@RestController
@RequestMapping(path = "/v1", produces = MediaType.APPLICATION_JSON_VALUE)
final class OperationsController {

	private final Operations operations;

	OperationsController(Registry registry) {
		this.operations = registry.operations();
	}

	/**
	 * Probes an instance's address and port now.
	 */
	@PostMapping("/services/{service}/instances/{id}/check")
	CompletionStage<ResponseEntity<byte[]>> check(@PathVariable String service, @PathVariable String id,
			HttpServletRequest request) throws IOException {
		RequestBody.refuse(request);
		Query query = Query.of(request);
		InstanceKey key = query.instance(service, id);
		query.refuseUnread();
		return this.operations.check(key).thenApply((checked) -> JsonAnswer.of((json) -> {
			json.writeStringProperty("finding", checked.finding().wireName());
			json.writeNumberProperty("took_ms", checked.took().toNanos() / 1_000_000.0);
			json.writeObjectPropertyStart("instance");
			InstanceJson.writeFields(json, checked.instance());
			json.writeEndObject();
		}));
	}

	/**
	 * Shows what the mass-expiry guard does.
	 */
	@GetMapping("/guard")
	ResponseEntity<byte[]> guard(HttpServletRequest request) {
		Query.of(request).refuseUnread();
		return answer(this.operations.guard());
	}

	/**
	 * Releases the mass-expiry guard.
	 */
	@PostMapping("/guard/release")
	CompletionStage<ResponseEntity<byte[]>> releaseGuard(HttpServletRequest request) throws IOException {
		JsonObject body = RequestBody.read(request);
		Query.of(request).refuseUnread();
		Actor actor = Caller.operator(request, body);
		body.refuseUnread();
		return this.operations.releaseGuard(actor).thenApply(OperationsController::answer);
	}

	private static ResponseEntity<byte[]> answer(GuardState guard) {
		return JsonAnswer.of((json) -> {
			json.writeBooleanProperty("engaged", guard.engaged());
			if (guard.reason() != null) {
				json.writeStringProperty("reason", guard.reason());
			}
			json.writeNumberProperty("for_ms", guard.since().toMillis());
			writeNumbers(json, guard.instances(), guard.lost(), guard.allowed(), guard.held());
			json.writeArrayPropertyStart("services");
			for (GuardState.ServiceLimit limit : guard.services()) {
				json.writeStartObject();
				json.writeStringProperty("namespace", limit.service().namespace());
				json.writeStringProperty("service", limit.service().name());
				writeNumbers(json, limit.instances(), limit.lost(), limit.allowed(), limit.held());
				json.writeEndObject();
			}
			json.writeEndArray();
		});
	}

	private static void writeNumbers(JsonGenerator json, int instances, int lost, int allowed, int held) {
		json.writeNumberProperty("instances", instances);
		json.writeNumberProperty("lost", lost);
		json.writeNumberProperty("allowed", allowed);
		json.writeNumberProperty("held", held);
	}

}
