package io.movieinfo.registry.server.app.api;

import java.util.List;
import java.util.concurrent.CompletionStage;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.Overview;
import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.ServiceListing;
import io.movieinfo.registry.server.app.ConnectedSessions;
import io.movieinfo.registry.server.app.http.HttpProblemException;
import io.movieinfo.registry.server.lease.GuardReason;
import io.movieinfo.registry.server.lease.GuardState;
import io.movieinfo.registry.server.watch.WatcherDetails;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows operators the whole registry in numbers, and who has seen what of a service.
 */
@RestController
@RequestMapping(path = "/v1", produces = MediaType.APPLICATION_JSON_VALUE)
final class OverviewController {

	private final Registry registry;

	private final ConnectedSessions sessions;

	OverviewController(Registry registry, ConnectedSessions sessions) {
		this.registry = registry;
		this.sessions = sessions;
	}

	/**
	 * Shows the whole registry in numbers.
	 */
	@GetMapping("/overview")
	CompletionStage<ResponseEntity<byte[]>> overview(HttpServletRequest request) {
		Query.of(request).refuseUnread();
		return this.registry.operations().overview().thenApply((overview) -> JsonAnswer.of((json) -> {
			json.writeStringProperty("node", this.registry.node());
			json.writeStringProperty("epoch", overview.cursor().epoch());
			json.writeNumberProperty("revision", overview.cursor().revision());
			Listings.writeState(json, overview.cursor(), overview.complete());
			json.writeNumberProperty("uptime_ms", overview.uptime().toMillis());
			writeNumbers(json, overview);
			writeGuard(json, overview.guard());
		}));
	}

	/**
	 * Shows who watches a service, and who has seen its last change.
	 */
	@GetMapping("/services/{service}/watchers")
	CompletionStage<ResponseEntity<byte[]>> watchers(@PathVariable String service, HttpServletRequest request) {
		Query query = Query.of(request);
		ServiceKey key = query.service(service);
		query.refuseUnread();
		// before the watchers, so that whoever has seen as much is current
		ServiceListing listing = this.registry.snapshot(key);
		return this.registry.operations().watchers(key).thenApply((watchers) -> {
			if (!listing.known() && watchers.isEmpty()) {
				throw new HttpProblemException(Listings.unknown(listing));
			}
			return answer(listing, watchers);
		});
	}

	private void writeNumbers(JsonGenerator json, Overview overview) {
		json.writeNumberProperty("services", overview.services());
		Counting.write(json, "instances", overview.counts());
		json.writeNumberProperty("overridden", overview.overridden());
		json.writeNumberProperty("held", overview.guard().held());
		json.writeNumberProperty("sessions", this.sessions.count());
		json.writeNumberProperty("watches", overview.watches());
	}

	private static void writeGuard(JsonGenerator json, GuardState guard) {
		json.writeObjectPropertyStart("guard");
		json.writeBooleanProperty("engaged", guard.engaged());
		json.writeArrayPropertyStart("reasons");
		guard.reasons().stream().sorted().map(GuardReason::wireName).forEach(json::writeString);
		json.writeEndArray();
		if (guard.reason() != null) {
			json.writeStringProperty("reason", guard.reason());
		}
		json.writeEndObject();
	}

	private static ResponseEntity<byte[]> answer(ServiceListing listing, List<WatcherDetails> watchers) {
		return JsonAnswer.of((json) -> {
			json.writeStringProperty("namespace", listing.service().namespace());
			json.writeStringProperty("service", listing.service().name());
			Listings.writeState(json, listing.cursor(), listing.complete());
			json.writeArrayPropertyStart("watchers");
			for (WatcherDetails watcher : watchers) {
				json.writeStartObject();
				json.writeStringProperty("kind", watcher.kind().wireName());
				json.writeStringProperty("name", watcher.name());
				json.writeBooleanProperty("live", watcher.live());
				writeCursor(json, "told", watcher.told());
				writeCursor(json, "acknowledged", watcher.acknowledged());
				json.writeBooleanProperty("current", hasSeen(watcher, listing.cursor()));
				json.writeEndObject();
			}
			json.writeEndArray();
		});
	}

	private static boolean hasSeen(WatcherDetails watcher, Cursor cursor) {
		Cursor acknowledged = watcher.acknowledged();
		return acknowledged != null && acknowledged.sameEpoch(cursor) && acknowledged.revision() >= cursor.revision();
	}

	private static void writeCursor(JsonGenerator json, String field, @Nullable Cursor cursor) {
		if (cursor != null) {
			json.writeStringProperty(field, cursor.toString());
		}
	}

}
