package io.movieinfo.registry.server.app.api;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.InstanceCodec;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.JsonObject;
import io.movieinfo.registry.protocol.Names;
import io.movieinfo.registry.protocol.Problem;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.ServiceListing;
import io.movieinfo.registry.server.ServiceSet;
import io.movieinfo.registry.server.app.http.HttpProblem;
import io.movieinfo.registry.server.app.http.HttpProblemException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows what is registered.
 */
@RestController
@RequestMapping(path = "/v1/services", produces = MediaType.APPLICATION_JSON_VALUE)
final class ServicesController {

	private static final String NAMESPACE = "namespace";

	private static final String HEALTH = "health";

	private final Registry registry;

	ServicesController(Registry registry) {
		this.registry = registry;
	}

	/**
	 * Lists the known services of a namespace.
	 */
	@GetMapping
	byte[] services(@RequestParam MultiValueMap<String, String> query) {
		refuseOthers(query, Set.of(NAMESPACE));
		ServiceSet services = this.registry.services(namespace(query));
		return JsonObject.write((json) -> {
			json.writeStringProperty(NAMESPACE, services.namespace());
			writeState(json, services.cursor(), services.complete());
			json.writeArrayPropertyStart("services");
			for (ServiceSet.Entry service : services.services()) {
				json.writeStartObject();
				json.writeStringProperty("name", service.name());
				json.writeNumberProperty("listed", service.listed());
				json.writeNumberProperty("routable", service.routable());
				json.writeEndObject();
			}
			json.writeEndArray();
		});
	}

	/**
	 * Lists the instances of a service: those that callers may be sent to, or all.
	 */
	@GetMapping("/{service}/instances")
	byte[] instances(@PathVariable String service, @RequestParam MultiValueMap<String, String> query) {
		refuseOthers(query, Set.of(NAMESPACE, HEALTH));
		String namespace = namespace(query);
		boolean all = all(query);
		ServiceListing listing = this.registry.snapshot(new ServiceKey(namespace, Names.service("service", service)));
		if (!listing.known()) {
			throw new HttpProblemException(unknown(listing));
		}
		return JsonObject.write((json) -> {
			json.writeStringProperty(NAMESPACE, listing.service().namespace());
			json.writeStringProperty("service", listing.service().name());
			writeState(json, listing.cursor(), listing.complete());
			json.writeArrayPropertyStart("instances");
			for (ServiceInstance instance : listing.instances()) {
				if (all || instance.routable()) {
					json.writeStartObject();
					InstanceCodec.writeFields(json, instance);
					json.writeEndObject();
				}
			}
			json.writeEndArray();
		});
	}

	private static HttpProblem unknown(ServiceListing listing) {
		InvalidFieldException reason = new InvalidFieldException("service", listing.service().name(),
				"a service that is registered in namespace '%s', or was in the last 24 hours"
					.formatted(listing.service().namespace()));
		return new HttpProblem(
				HttpStatus.NOT_FOUND, new Problem(Problem.SERVICE_UNKNOWN, reason.toProblem().message(), reason.field(),
						reason.value(), reason.expected()),
				(json) -> writeState(json, listing.cursor(), listing.complete()));
	}

	private static void writeState(JsonGenerator json, Cursor cursor, boolean complete) {
		json.writeStringProperty("cursor", cursor.toString());
		json.writeBooleanProperty("complete", complete);
	}

	private static String namespace(MultiValueMap<String, String> query) {
		return Names.namespace(NAMESPACE, only(query, NAMESPACE));
	}

	private static boolean all(MultiValueMap<String, String> query) {
		String health = only(query, HEALTH);
		if (health == null) {
			return false;
		}
		if (!health.equals("all")) {
			throw new InvalidFieldException(HEALTH, health, "'all', or nothing for those that callers may be sent to");
		}
		return true;
	}

	private static @Nullable String only(MultiValueMap<String, String> query, String parameter) {
		List<String> values = query.get(parameter);
		if (values == null) {
			return null;
		}
		if (values.size() > 1) {
			throw new InvalidFieldException(parameter, values, "one value");
		}
		return values.get(0);
	}

	private static void refuseOthers(MultiValueMap<String, String> query, Set<String> known) {
		query.forEach((parameter, values) -> {
			if (!known.contains(parameter)) {
				throw new InvalidFieldException(parameter, String.join(",", values),
						"no query parameters but " + String.join(", ", new TreeSet<>(known)));
			}
		});
	}

}
