package io.movieinfo.registry.server.app.api;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.Problem;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.ServiceListing;
import io.movieinfo.registry.server.app.http.HttpProblem;
import io.movieinfo.registry.server.app.http.HttpProblemException;
import tools.jackson.core.JsonGenerator;

import org.springframework.http.HttpStatus;

/**
 * What is listed for services that are known.
 */
final class Listings {

	private Listings() {
	}

	/**
	 * Returns what is listed for a service now.
	 * @throws HttpProblemException if the service is unknown: 404
	 * {@code service_unknown}, with the cursor and whether that is certain
	 */
	static ServiceListing known(Registry registry, ServiceKey service) {
		ServiceListing listing = registry.snapshot(service);
		if (!listing.known()) {
			throw new HttpProblemException(unknown(listing));
		}
		return listing;
	}

	/**
	 * Returns the problem of a service that is not known.
	 */
	static HttpProblem unknown(ServiceListing listing) {
		InvalidFieldException reason = new InvalidFieldException("service", listing.service().name(),
				"a service that is registered in namespace '%s', or was in the last 24 hours"
					.formatted(listing.service().namespace()));
		return HttpProblem.of(HttpStatus.NOT_FOUND, Problem.SERVICE_UNKNOWN, reason)
			.with((json) -> writeState(json, listing.cursor(), listing.complete()));
	}

	static void writeState(JsonGenerator json, Cursor cursor, boolean complete) {
		json.writeStringProperty("cursor", cursor.toString());
		json.writeBooleanProperty("complete", complete);
	}

}
