package io.movieinfo.registry.server.app.api;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionStage;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.JsonObject;
import io.movieinfo.registry.protocol.Names;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.Actor;
import io.movieinfo.registry.server.Operations;
import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.audit.AuditEntry;
import io.movieinfo.registry.server.lease.GuardState;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows operators whether an instance answers, what the mass-expiry guard does, and what
 * they have done.
 */
@RestController
@RequestMapping(path = "/v1", produces = MediaType.APPLICATION_JSON_VALUE)
final class OperationsController {

	private static final int MOST_ENTRIES = 1000;

	private static final int DEFAULT_ENTRIES = 100;

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

	/**
	 * Lists what operators have done, newest first.
	 */
	@GetMapping("/audit")
	CompletionStage<ResponseEntity<byte[]>> audit(HttpServletRequest request) {
		Query query = Query.of(request);
		String namespace = query.optionalNamespace();
		String name = query.optionalText("service");
		String instance = query.optionalText("instance");
		long before = query.number("before", 1, Long.MAX_VALUE, Long.MAX_VALUE);
		int limit = (int) query.number("limit", 1, MOST_ENTRIES, DEFAULT_ENTRIES);
		query.refuseUnread();
		if (name == null && (namespace != null || instance != null)) {
			throw new InvalidFieldException("service", null, "a service where a namespace or instance is named");
		}
		ServiceKey service = (name != null)
				? new ServiceKey(Names.namespace("namespace", namespace), Names.service("service", name)) : null;
		String id = (instance != null) ? Names.instanceId("instance", instance) : null;
		return this.operations.audit(service, id, before, limit).thenApply(OperationsController::answer);
	}

	private static ResponseEntity<byte[]> answer(List<AuditEntry> entries) {
		return JsonAnswer.of((json) -> {
			json.writeArrayPropertyStart("entries");
			for (AuditEntry entry : entries) {
				json.writeStartObject();
				json.writeNumberProperty("number", entry.number());
				json.writeStringProperty("at", entry.at().toString());
				json.writeStringProperty("by", entry.by());
				json.writeStringProperty("reason", entry.reason());
				json.writeStringProperty("action", entry.action().wireName());
				writeService(json, entry.service());
				if (entry.instance() != null) {
					json.writeStringProperty("instance", entry.instance());
				}
				json.writeStringProperty("before", entry.before());
				json.writeStringProperty("after", entry.after());
				json.writeEndObject();
			}
			json.writeEndArray();
		});
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
				writeService(json, limit.service());
				writeNumbers(json, limit.instances(), limit.lost(), limit.allowed(), limit.held());
				json.writeEndObject();
			}
			json.writeEndArray();
		});
	}

	private static void writeService(JsonGenerator json, @Nullable ServiceKey service) {
		if (service != null) {
			json.writeStringProperty("namespace", service.namespace());
			json.writeStringProperty("service", service.name());
		}
	}

	private static void writeNumbers(JsonGenerator json, int instances, int lost, int allowed, int held) {
		json.writeNumberProperty("instances", instances);
		json.writeNumberProperty("lost", lost);
		json.writeNumberProperty("allowed", allowed);
		json.writeNumberProperty("held", held);
	}

}
