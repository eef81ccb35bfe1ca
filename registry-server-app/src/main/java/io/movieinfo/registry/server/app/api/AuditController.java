package io.movieinfo.registry.server.app.api;

import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.JsonObject;
import io.movieinfo.registry.protocol.Names;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.Actor;
import io.movieinfo.registry.server.Operations;
import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.audit.AuditEntry;
import io.movieinfo.registry.server.audit.AuditQuery;
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
 * Shows what operators have done, and undoes it.
 */
@RestController
@RequestMapping(path = "/v1/audit", produces = MediaType.APPLICATION_JSON_VALUE)
final class AuditController {

	private static final int MOST_ENTRIES = 1000;

	private static final int DEFAULT_ENTRIES = 100;

	private final Operations operations;

	AuditController(Registry registry) {
		this.operations = registry.operations();
	}

	/**
	 * Lists what operators have done, newest first.
	 */
	@GetMapping
	CompletionStage<ResponseEntity<byte[]>> audit(HttpServletRequest request) {
		Query query = Query.of(request);
		String namespace = query.optionalNamespace();
		String name = query.optionalText("service");
		String instance = query.optionalText("instance");
		long before = query.number("before", 1, Long.MAX_VALUE, Long.MAX_VALUE);
		Instant since = query.optionalInstant("since");
		Instant until = query.optionalInstant("until");
		int limit = (int) query.number("limit", 1, MOST_ENTRIES, DEFAULT_ENTRIES);
		query.refuseUnread();
		if (name == null && (namespace != null || instance != null)) {
			throw new InvalidFieldException("service", null, "a service where a namespace or instance is named");
		}
		if (since != null && until != null && !since.isBefore(until)) {
			throw new InvalidFieldException("until", until, "a time after since, " + since);
		}
		ServiceKey service = (name != null)
				? new ServiceKey(Names.namespace("namespace", namespace), Names.service("service", name)) : null;
		String id = (instance != null) ? Names.instanceId("instance", instance) : null;
		return this.operations.audit(new AuditQuery(service, id, before, since, until), limit)
			.thenApply((entries) -> JsonAnswer.of((json) -> {
				json.writeArrayPropertyStart("entries");
				for (AuditEntry entry : entries) {
					json.writeStartObject();
					writeFields(json, entry);
					json.writeEndObject();
				}
				json.writeEndArray();
			}));
	}

	/**
	 * Undoes what an entry says.
	 */
	@PostMapping("/{number}/undo")
	CompletionStage<ResponseEntity<byte[]>> undo(@PathVariable String number, HttpServletRequest request)
			throws IOException {
		JsonObject body = RequestBody.read(request);
		Query.of(request).refuseUnread();
		long entry = Query.number("number", number, 1, Long.MAX_VALUE);
		Actor actor = Caller.operator(request, body);
		body.refuseUnread();
		return this.operations.undo(entry, actor)
			.thenApply((undone) -> JsonAnswer.of((json) -> writeFields(json, undone)));
	}

	private static void writeFields(JsonGenerator json, AuditEntry entry) {
		json.writeNumberProperty("number", entry.number());
		json.writeStringProperty("at", entry.at().toString());
		json.writeStringProperty("by", entry.by());
		json.writeStringProperty("reason", entry.reason());
		json.writeStringProperty("action", entry.action().wireName());
		ServiceKey service = entry.service();
		if (service != null) {
			json.writeStringProperty("namespace", service.namespace());
			json.writeStringProperty("service", service.name());
		}
		if (entry.instance() != null) {
			json.writeStringProperty("instance", entry.instance());
		}
		json.writeStringProperty("before", entry.before());
		json.writeStringProperty("after", entry.after());
		if (entry.undoes() != null) {
			json.writeNumberProperty("undoes", entry.undoes());
		}
		if (entry.effect() != null) {
			writeUndo(json, entry.number());
		}
	}

	/**
	 * Writes the request that undoes an entry.
	 */
	private static void writeUndo(JsonGenerator json, long number) {
		json.writeObjectPropertyStart("undo");
		json.writeStringProperty("method", "POST");
		json.writeStringProperty("path", "/v1/audit/%d/undo".formatted(number));
		json.writeObjectPropertyStart("body");
		json.writeStringProperty("reason", "undo of entry " + number);
		json.writeEndObject();
		json.writeEndObject();
	}

}
