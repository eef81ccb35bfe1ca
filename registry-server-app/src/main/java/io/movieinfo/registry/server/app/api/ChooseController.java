package io.movieinfo.registry.server.app.api;

import java.io.IOException;

import io.movieinfo.registry.balancer.BalancingStrategy;
import io.movieinfo.registry.balancer.NoInstanceException;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.Problem;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.ServiceListing;
import io.movieinfo.registry.server.app.RequestObserver;
import io.movieinfo.registry.server.app.http.HttpProblem;
import io.movieinfo.registry.server.app.http.HttpProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Picks an instance for whoever has no balancer.
 */
@RestController
final class ChooseController {

	/** No instance of the service can be picked just now. */
	static final String NO_INSTANCE = "no_instance";

	private static final String BALANCER = "balancer";

	private final Registry registry;

	private final Choices choices;

	private final RequestObserver observer;

	ChooseController(Registry registry, Choices choices, RequestObserver observer) {
		this.registry = registry;
		this.choices = choices;
		this.observer = observer;
	}

	/**
	 * Picks one of the instances that callers may be sent to.
	 */
	@GetMapping(path = "/v1/services/{service}/choose", produces = MediaType.APPLICATION_JSON_VALUE)
	void choose(@PathVariable String service, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		Query query = Query.of(request);
		ServiceKey key;
		String strategy;
		InstanceFilter filter;
		try {
			key = query.service(service);
			strategy = strategy(query.optionalText(BALANCER));
			filter = InstanceFilter.ofRoutable(query);
			query.refuseUnread();
		}
		catch (InvalidFieldException ex) {
			this.observer.failed(service);
			throw ex;
		}
		ServiceListing listing = this.registry.snapshot(key);
		ServiceInstance chosen = listing.known() ? this.choices.choose(listing, strategy, filter) : null;
		this.observer.answered(listing, chosen != null);
		if (!listing.known()) {
			throw new HttpProblemException(Listings.unknown(listing));
		}
		if (chosen == null) {
			throw new HttpProblemException(
					new HttpProblem(HttpStatus.SERVICE_UNAVAILABLE, Problem.of(NO_INSTANCE, why(listing)),
							(json) -> Listings.writeState(json, listing.cursor(), listing.complete())));
		}
		Representation.ofNow((json) -> InstanceJson.writeFields(json, chosen)).writeTo(request, response);
	}

	private static String strategy(@Nullable String name) {
		if (name == null) {
			return BalancingStrategy.ROUND_ROBIN;
		}
		try {
			return BalancingStrategy.named(name).name();
		}
		catch (InvalidFieldException ex) {
			throw new InvalidFieldException(BALANCER, name, ex.expected());
		}
	}

	private static String why(ServiceListing listing) {
		long routable = listing.instances().stream().filter(ServiceInstance::routable).count();
		return (routable == 0)
				? String.valueOf(NoInstanceException.noneRoutable(listing.service(), listing.instances()).getMessage())
				: "Service '%s' has routable instances, but none of these %d has the tags, zone and meta that are asked for"
					.formatted(listing.service(), routable);
	}

}
