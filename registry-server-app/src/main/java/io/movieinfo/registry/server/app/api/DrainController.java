package io.movieinfo.registry.server.app.api;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.JsonObject;
import io.movieinfo.registry.protocol.Limits;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.Actor;
import io.movieinfo.registry.server.Drained;
import io.movieinfo.registry.server.Registry;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

/**
 * Takes instances out of routing for operators, and back.
 */
@RestController
@RequestMapping(path = "/v1/services/{service}", produces = MediaType.APPLICATION_JSON_VALUE)
final class DrainController {

	/** The longest that anybody may wait for a drain. */
	static final Duration LONGEST = Duration.ofMillis(Limits.MAX_DRAIN_MILLIS);

	private static final Duration DEFAULT = Duration.ofSeconds(2);

	private final Registry registry;

	DrainController(Registry registry) {
		this.registry = registry;
	}

	/**
	 * Drains an instance; answers when everybody knows, or the limit is over.
	 */
	@PostMapping("/instances/{id}/drain")
	DeferredResult<ResponseEntity<byte[]>> drain(@PathVariable String service, @PathVariable String id,
			HttpServletRequest request) throws IOException {
		JsonObject body = RequestBody.read(request);
		Query query = Query.of(request);
		InstanceKey key = query.instance(service, id);
		query.refuseUnread();
		Duration limit = limit(body);
		Actor actor = Caller.operator(request, body);
		body.refuseUnread();
		return answer(limit, this.registry.operations().drain(key, limit, actor).thenApply(List::of));
	}

	/**
	 * Drains all instances of a service.
	 */
	@PostMapping("/drain")
	DeferredResult<ResponseEntity<byte[]>> drain(@PathVariable String service, HttpServletRequest request)
			throws IOException {
		JsonObject body = RequestBody.read(request);
		Query query = Query.of(request);
		ServiceKey key = query.service(service);
		query.refuseUnread();
		Duration limit = limit(body);
		Actor actor = Caller.operator(request, body);
		body.refuseUnread();
		Listings.known(this.registry, key);
		return answer(limit, this.registry.operations().drain(key, limit, actor));
	}

	/**
	 * Takes a drain back.
	 */
	@DeleteMapping("/instances/{id}/drain")
	CompletionStage<ResponseEntity<byte[]>> endDrain(@PathVariable String service, @PathVariable String id,
			HttpServletRequest request) throws IOException {
		RequestBody.refuse(request);
		Query query = Query.of(request);
		InstanceKey key = query.instance(service, id);
		Actor actor = Caller.operator(request, query);
		query.refuseUnread();
		return this.registry.operations().endDrain(key, actor).thenApply((instance) -> JsonAnswer.none());
	}

	/**
	 * Takes back the drains of all instances of a service.
	 */
	@DeleteMapping("/drain")
	CompletionStage<ResponseEntity<byte[]>> endDrain(@PathVariable String service, HttpServletRequest request)
			throws IOException {
		RequestBody.refuse(request);
		Query query = Query.of(request);
		ServiceKey key = query.service(service);
		Actor actor = Caller.operator(request, query);
		query.refuseUnread();
		Listings.known(this.registry, key);
		return this.registry.operations().endDrain(key, actor).thenApply((ids) -> JsonAnswer.none());
	}

	private static Duration limit(JsonObject body) {
		String text = body.optionalText("limit");
		return (text != null) ? Durations.read("limit", text, LONGEST) : DEFAULT;
	}

	private static DeferredResult<ResponseEntity<byte[]>> answer(Duration limit, CompletionStage<List<Drained>> drain) {
		return Waiting.atMost(limit, drain.thenApply((all) -> JsonAnswer.of((json) -> {
			json.writeArrayPropertyStart("drained");
			for (Drained drained : all) {
				json.writeStartObject();
				json.writeStringProperty("id", drained.key().id());
				json.writeStringProperty("cursor", drained.cursor().toString());
				json.writeBooleanProperty("acknowledged", drained.acknowledged());
				json.writeNumberProperty("pending", drained.pending());
				json.writeEndObject();
			}
			json.writeEndArray();
		})));
	}

}
