package io.movieinfo.registry.server.app.api;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceCodec;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.JsonObject;
import io.movieinfo.registry.protocol.Names;
import io.movieinfo.registry.server.Drained;
import io.movieinfo.registry.server.InstanceUnknownException;
import io.movieinfo.registry.server.RegisterAgainException;
import io.movieinfo.registry.server.Registered;
import io.movieinfo.registry.server.Registry;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.util.UriUtils;

/**
 * Registers, renews and deregisters instances, and removes those that are dead.
 */
@RestController
@RequestMapping(path = "/v1/services/{service}/instances/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
final class RegistrationController {

	private static final String START_ID = "start_id";

	private static final String DRAIN = "drain";

	/** How many watchers had not acknowledged a drain when it ended. */
	private static final String DRAIN_PENDING = "Drain-Pending";

	private final Registry registry;

	RegistrationController(Registry registry) {
		this.registry = registry;
	}

	/**
	 * Registers an instance, or replaces what it says.
	 */
	@PutMapping
	CompletionStage<ResponseEntity<byte[]>> register(@PathVariable String service, @PathVariable String id,
			HttpServletRequest request) throws IOException {
		JsonObject body = RequestBody.read(request);
		Query query = Query.of(request);
		InstanceKey key = query.instance(service, id);
		query.refuseUnread();
		InstanceContent content = InstanceCodec.readContent(body, key);
		Health health = InstanceCodec.readHealth(body);
		Cause cause = InstanceCodec.readCause(body);
		String startId = startId(body.optionalText(START_ID));
		body.refuseUnread();
		return this.registry
			.register(content, startId, (health != null) ? health : Health.HEALTHY, cause, Caller.holder(request))
			.thenApply(this::answer);
	}

	/**
	 * Renews an instance; its body may say how it is.
	 */
	@PutMapping("/heartbeat")
	CompletionStage<ResponseEntity<byte[]>> heartbeat(@PathVariable String service, @PathVariable String id,
			HttpServletRequest request) throws IOException {
		JsonObject body = RequestBody.readOptional(request);
		Query query = Query.of(request);
		InstanceKey key = query.instance(service, id);
		query.refuseUnread();
		Health health = null;
		Cause cause = null;
		String startId = null;
		if (body != null) {
			health = InstanceCodec.readHealth(body);
			cause = InstanceCodec.readCause(body);
			startId = startId(body.optionalText(START_ID));
			body.refuseUnread();
		}
		return this.registry.heartbeat(key, startId, health, cause, Caller.holder(request))
			.thenApply((cursor) -> JsonAnswer.none());
	}

	/**
	 * Deregisters an instance, after a drain if one is asked for; or removes it for an
	 * operator, who gives a reason.
	 */
	@DeleteMapping
	DeferredResult<ResponseEntity<byte[]>> remove(@PathVariable String service, @PathVariable String id,
			HttpServletRequest request) throws IOException {
		RequestBody.refuse(request);
		Query query = Query.of(request);
		InstanceKey key = query.instance(service, id);
		String startId = startId(query.optionalText(START_ID));
		Duration drain = query.optionalDuration(DRAIN, DrainController.LONGEST);
		String reason = query.optionalText(Caller.REASON);
		String by = query.optionalText(Caller.BY);
		query.refuseUnread();
		if (reason == null && by == null) {
			return Waiting.atMost((drain != null) ? drain : Duration.ZERO,
					(drain != null) ? leave(key, startId, drain, request) : deregister(key, startId));
		}
		refuseBesideReason(START_ID, startId);
		refuseBesideReason(DRAIN, (drain != null) ? drain.toMillis() + "ms" : null);
		return Waiting.atMost(Duration.ZERO,
				this.registry.operations()
					.remove(key, Caller.operator(request, query))
					.thenApply((nothing) -> JsonAnswer.none()));
	}

	private CompletionStage<ResponseEntity<byte[]>> deregister(InstanceKey key, @Nullable String startId) {
		return this.registry.deregister(key, startId).thenApply((removed) -> {
			if (!removed) {
				throw new InstanceUnknownException(key);
			}
			return JsonAnswer.none();
		});
	}

	private CompletionStage<ResponseEntity<byte[]>> leave(InstanceKey key, @Nullable String startId, Duration limit,
			HttpServletRequest request) {
		CompletionStage<@Nullable Drained> drain = this.registry.drain(key, startId, limit, Caller.holder(request))
			.handle((drained, failure) -> {
				if (failure == null || failure instanceof RegisterAgainException) {
					return drained;
				}
				throw new CompletionException(failure);
			});
		return drain.thenCompose((drained) -> {
			if (drained == null) {
				// there is nothing to drain: the deregistration knows better why
				return deregister(key, startId);
			}
			// whoever else has removed it meanwhile has done what was asked for
			return this.registry.deregister(key, startId)
				.thenApply((removed) -> JsonAnswer.none(DRAIN_PENDING, String.valueOf(drained.pending())));
		});
	}

	private ResponseEntity<byte[]> answer(Registered registered) {
		InstanceKey key = registered.key();
		ResponseEntity.BodyBuilder answer = registered.created()
				? ResponseEntity.status(HttpStatus.CREATED).location(location(key)) : ResponseEntity.ok();
		return JsonAnswer.of(answer, (json) -> {
			json.writeStringProperty("namespace", key.service().namespace());
			json.writeStringProperty("service", key.service().name());
			json.writeStringProperty("id", key.id());
			json.writeStringProperty(START_ID, registered.startId());
			json.writeNumberProperty("incarnation", registered.incarnation());
			json.writeStringProperty("cursor", registered.cursor().toString());
			json.writeNumberProperty("ttl", this.registry.leases().ttl().toMillis());
			json.writeNumberProperty("interval", this.registry.leases().heartbeatInterval().toMillis());
		});
	}

	private static URI location(InstanceKey key) {
		String namespace = key.service().namespace();
		return URI.create("/v1/services/" + key.service().name() + "/instances/"
				+ UriUtils.encode(key.id(), StandardCharsets.UTF_8)
				+ (namespace.equals(Names.DEFAULT_NAMESPACE) ? "" : "?namespace=" + namespace));
	}

	private static @Nullable String startId(@Nullable String text) {
		return (text != null) ? Names.id(START_ID, text) : null;
	}

	private static void refuseBesideReason(String parameter, @Nullable String value) {
		if (value != null) {
			throw new InvalidFieldException(parameter, value,
					"nothing beside a reason: either the application leaves, or an operator removes it");
		}
	}

}
