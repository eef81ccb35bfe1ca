package io.movieinfo.registry.server.app.api;

import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.JsonObject;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.ServiceListing;
import io.movieinfo.registry.server.ServiceSet;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows what is registered.
 */
@RestController
@RequestMapping(path = "/v1/services", produces = MediaType.APPLICATION_JSON_VALUE)
final class ServicesController {

	private static final String HEALTH = "health";

	private final Registry registry;

	ServicesController(Registry registry) {
		this.registry = registry;
	}

	/**
	 * Lists the known services of a namespace.
	 */
	@GetMapping
	byte[] services(HttpServletRequest request) {
		Query query = Query.of(request);
		String namespace = query.namespace();
		query.refuseUnread();
		ServiceSet services = this.registry.services(namespace);
		return JsonObject.write((json) -> {
			json.writeStringProperty("namespace", services.namespace());
			Listings.writeState(json, services.cursor(), services.complete());
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
	byte[] instances(@PathVariable String service, HttpServletRequest request) {
		Query query = Query.of(request);
		ServiceKey key = query.service(service);
		boolean all = all(query);
		query.refuseUnread();
		ServiceListing listing = Listings.known(this.registry, key);
		return JsonObject.write((json) -> {
			json.writeStringProperty("namespace", listing.service().namespace());
			json.writeStringProperty("service", listing.service().name());
			Listings.writeState(json, listing.cursor(), listing.complete());
			json.writeArrayPropertyStart("instances");
			for (ServiceInstance instance : listing.instances()) {
				if (all || instance.routable()) {
					json.writeStartObject();
					InstanceJson.writeFields(json, instance);
					json.writeEndObject();
				}
			}
			json.writeEndArray();
		});
	}

	private static boolean all(Query query) {
		String health = query.optionalText(HEALTH);
		if (health == null) {
			return false;
		}
		if (!health.equals("all")) {
			throw new InvalidFieldException(HEALTH, health, "'all', or nothing for those that callers may be sent to");
		}
		return true;
	}

}
