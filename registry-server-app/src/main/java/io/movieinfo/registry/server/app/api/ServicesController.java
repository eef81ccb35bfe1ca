package io.movieinfo.registry.server.app.api;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.InstanceDetails;
import io.movieinfo.registry.server.InstanceUnknownException;
import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.ServiceListing;
import io.movieinfo.registry.server.ServiceSet;
import io.movieinfo.registry.server.ServiceSummary;
import io.movieinfo.registry.server.app.RequestObserver;
import io.movieinfo.registry.server.app.api.BlockingQueries.Wait;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import tools.jackson.core.JsonGenerator;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows what is registered: services and their instances, now or as soon as something has
 * changed.
 */
@RestController
@RequestMapping(path = "/v1", produces = MediaType.APPLICATION_JSON_VALUE)
final class ServicesController {

	private final Registry registry;

	private final BlockingQueries queries;

	private final SharedBodies bodies;

	private final RequestObserver observer;

	ServicesController(Registry registry, BlockingQueries queries, SharedBodies bodies, RequestObserver observer) {
		this.registry = registry;
		this.queries = queries;
		this.bodies = bodies;
		this.observer = observer;
	}

	/**
	 * Lists the namespaces that have known services.
	 */
	@GetMapping("/namespaces")
	void namespaces(HttpServletRequest request, HttpServletResponse response) throws IOException {
		Query.of(request).refuseUnread();
		Representation.ofNow((json) -> {
			json.writeArrayPropertyStart("namespaces");
			this.registry.namespaces().forEach((name, services) -> {
				json.writeStartObject();
				json.writeStringProperty("name", name);
				json.writeNumberProperty("services", services);
				json.writeEndObject();
			});
			json.writeEndArray();
		}).writeTo(request, response);
	}

	/**
	 * Lists the known services of a namespace.
	 */
	@GetMapping("/services")
	void services(HttpServletRequest request, HttpServletResponse response) throws IOException {
		Query query = Query.of(request);
		String namespace = query.namespace();
		boolean forOperators = query.forOperators();
		Wait wait = Wait.of(query);
		query.refuseUnread();
		Answer plain = (to, into) -> services(this.registry.services(namespace)).writeTo(to, into);
		Supplier<CompletionStage<Answer>> answer = forOperators ? () -> summaries(namespace)
				: () -> CompletableFuture.completedStage(plain);
		if (wait != null) {
			this.queries.whenChanged(namespace, wait, request, response, answer);
		}
		else if (forOperators) {
			this.queries.answer(request, response, answer);
		}
		else {
			plain.writeTo(request, response);
		}
	}

	/**
	 * Lists the instances of a service: those that callers may be sent to, or others.
	 */
	@GetMapping("/services/{service}/instances")
	void instances(@PathVariable String service, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		Query query = Query.of(request);
		ServiceKey key;
		InstanceFilter filter;
		boolean forOperators;
		Wait wait;
		try {
			key = query.service(service);
			filter = InstanceFilter.of(query);
			forOperators = query.forOperators();
			wait = Wait.of(query);
			query.refuseUnread();
		}
		catch (InvalidFieldException ex) {
			this.observer.failed(service);
			throw ex;
		}
		Answer plain = (to, into) -> instances(this.registry.snapshot(key), filter).writeTo(to, into);
		Supplier<CompletionStage<Answer>> answer = forOperators ? () -> details(key, filter)
				: () -> CompletableFuture.completedStage(plain);
		if (wait != null) {
			this.queries.whenChanged(key, wait, request, response, answer);
		}
		else if (forOperators) {
			this.queries.answer(request, response, answer);
		}
		else {
			plain.writeTo(request, response);
		}
	}

	/**
	 * Shows one instance, whether callers may be sent to it or not.
	 */
	@GetMapping("/services/{service}/instances/{id}")
	void instance(@PathVariable String service, @PathVariable String id, HttpServletRequest request,
			HttpServletResponse response) throws IOException {
		Query query = Query.of(request);
		InstanceKey key = query.instance(service, id);
		boolean forOperators = query.forOperators();
		query.refuseUnread();
		if (forOperators) {
			this.queries.answer(request, response, () -> details(key));
			return;
		}
		ServiceListing listing = Listings.known(this.registry, key.service());
		Answer answer = listing.instances()
			.stream()
			.filter((each) -> each.key().equals(key))
			.findAny()
			.<Answer>map((found) -> Representation.of(listing.cursor(), listing.complete(), "instance " + key,
					this.bodies, (json) -> InstanceJson.writeFields(json, found)))
			.orElseGet(() -> unknown(key));
		answer.writeTo(request, response);
	}

	private Representation services(ServiceSet services) {
		// the cursor may be a moment behind what is listed, which so is part of the
		// question
		String question = "services " + services.namespace() + "\n" + services.services();
		return Representation.of(services.cursor(), services.complete(), question, this.bodies, (json) -> {
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

	private CompletionStage<Answer> summaries(String namespace) {
		// before the summaries, so that its cursor is not newer than they are
		ServiceSet services = this.registry.services(namespace);
		return this.registry.operations().services(namespace).thenApply((summaries) -> Representation.ofNow((json) -> {
			json.writeStringProperty("namespace", namespace);
			Listings.writeState(json, services.cursor(), services.complete());
			json.writeArrayPropertyStart("services");
			for (ServiceSummary summary : summaries) {
				json.writeStartObject();
				json.writeStringProperty("name", summary.service().name());
				Counting.write(json, "listed", summary.counts());
				json.writeNumberProperty("overridden", summary.overridden());
				json.writeNumberProperty("held", summary.held());
				json.writeNumberProperty("watchers", summary.watchers());
				json.writeEndObject();
			}
			json.writeEndArray();
		}));
	}

	private Answer instances(ServiceListing listing, InstanceFilter filter) {
		this.observer.answered(listing, listing.instances().stream().anyMatch(filter::test));
		if (!listing.known()) {
			return Answer.of(Listings.unknown(listing));
		}
		String question = "instances " + listing.service() + "\n" + filter.canonical();
		return Representation.of(listing.cursor(), listing.complete(), question, this.bodies, (json) -> {
			writeHead(json, listing);
			for (var instance : listing.instances()) {
				if (filter.test(instance)) {
					json.writeStartObject();
					InstanceJson.writeFields(json, instance);
					json.writeEndObject();
				}
			}
			json.writeEndArray();
		});
	}

	private CompletionStage<Answer> details(ServiceKey service, InstanceFilter filter) {
		// before the details, so that its cursor is not newer than they are
		ServiceListing listing = this.registry.snapshot(service);
		if (!listing.known()) {
			return CompletableFuture.completedStage(Answer.of(Listings.unknown(listing)));
		}
		return this.registry.operations().details(service).thenApply((details) -> {
			List<InstanceDetails> wanted = details.stream().filter((each) -> filter.test(each.instance())).toList();
			return Representation.ofNow((json) -> {
				writeHead(json, listing);
				for (InstanceDetails each : wanted) {
					json.writeStartObject();
					InstanceJson.writeFields(json, each);
					json.writeEndObject();
				}
				json.writeEndArray();
			});
		});
	}

	private CompletionStage<Answer> details(InstanceKey key) {
		return this.registry.operations().details(key).handle((details, failure) -> {
			if (details != null) {
				return Representation.ofNow((json) -> InstanceJson.writeFields(json, details));
			}
			ServiceListing listing = this.registry.snapshot(key.service());
			return (failure instanceof InstanceUnknownException && !listing.known())
					? Answer.of(Listings.unknown(listing)) : Answer.of(failure);
		});
	}

	private static void writeHead(JsonGenerator json, ServiceListing listing) {
		json.writeStringProperty("namespace", listing.service().namespace());
		json.writeStringProperty("service", listing.service().name());
		Listings.writeState(json, listing.cursor(), listing.complete());
		json.writeArrayPropertyStart("instances");
	}

	private static Answer unknown(InstanceKey key) {
		return Answer.of(new InstanceUnknownException(key));
	}

}
