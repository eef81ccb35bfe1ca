package io.movieinfo.registry.server.app.api;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.JsonObject;
import io.movieinfo.registry.protocol.Limits;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.server.Actor;
import io.movieinfo.registry.server.InstanceUnknownException;
import io.movieinfo.registry.server.Operations;
import io.movieinfo.registry.server.OverridesPatch;
import io.movieinfo.registry.server.OverridesPatch.Setting;
import io.movieinfo.registry.server.Registry;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Sets for operators what counts in place of what an application says.
 */
@RestController
@RequestMapping(path = "/v1/services/{service}/instances/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
final class OverridesController {

	private static final String WEIGHT = "weight";

	private static final String ENABLED = "enabled";

	private static final String META = "meta";

	private final Operations operations;

	OverridesController(Registry registry) {
		this.operations = registry.operations();
	}

	/**
	 * Changes what is overridden; answers with the instance as operators see it, or with
	 * nothing if it is not listed just now.
	 */
	@PatchMapping(consumes = { MediaType.APPLICATION_JSON_VALUE, RequestBody.MERGE_PATCH_VALUE })
	CompletionStage<ResponseEntity<byte[]>> override(@PathVariable String service, @PathVariable String id,
			HttpServletRequest request) throws IOException {
		JsonObject body = RequestBody.read(request, RequestBody.MERGE_PATCH);
		Query query = Query.of(request);
		InstanceKey key = query.instance(service, id);
		query.refuseUnread();
		OverridesPatch patch = patch(body);
		Actor actor = Caller.operator(request, body);
		body.refuseUnread();
		return this.operations.override(key, patch, actor).thenCompose((instance) -> answer(key, instance));
	}

	/**
	 * Clears all that is overridden.
	 */
	@DeleteMapping("/overrides")
	CompletionStage<ResponseEntity<byte[]>> clear(@PathVariable String service, @PathVariable String id,
			HttpServletRequest request) throws IOException {
		RequestBody.refuse(request);
		Query query = Query.of(request);
		InstanceKey key = query.instance(service, id);
		Actor actor = Caller.operator(request, query);
		query.refuseUnread();
		return this.operations.clearOverrides(key, actor).thenApply((instance) -> JsonAnswer.none());
	}

	private static OverridesPatch patch(JsonObject body) {
		Setting<Integer> weight = !body.names(WEIGHT) ? Setting.unchanged() : Setting
			.to(body.has(WEIGHT) ? (Integer) (int) body.number(WEIGHT, Limits.MIN_WEIGHT, Limits.MAX_WEIGHT) : null);
		Setting<Boolean> enabled = !body.names(ENABLED) ? Setting.unchanged()
				: Setting.to(body.has(ENABLED) ? (Boolean) body.flag(ENABLED, true) : null);
		if (body.names(META) && !body.has(META)) {
			throw new InvalidFieldException(META, "null", "an object with the entries to set, null for those to clear");
		}
		Map<String, @Nullable String> meta = body.optionalTextMap(META);
		return new OverridesPatch(weight, enabled, meta);
	}

	private CompletionStage<ResponseEntity<byte[]>> answer(InstanceKey key, @Nullable ServiceInstance instance) {
		if (instance == null) {
			return CompletableFuture.completedFuture(JsonAnswer.none());
		}
		return this.operations.details(key).handle((details, failure) -> {
			if (details != null) {
				return JsonAnswer.of((json) -> InstanceJson.writeFields(json, details));
			}
			if (failure instanceof InstanceUnknownException) {
				// gone again already: this is what it came to
				return JsonAnswer.of((json) -> InstanceJson.writeFields(json, instance));
			}
			throw new CompletionException(failure);
		});
	}

}
