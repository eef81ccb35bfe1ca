package io.movieinfo.registry.server.app.actuate;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.ServiceListing;
import io.movieinfo.registry.server.ServiceSet;
import io.movieinfo.registry.server.watch.Change;
import io.movieinfo.registry.server.watch.FeedEvent;
import io.movieinfo.registry.server.watch.Following;
import io.movieinfo.registry.server.watch.Reader;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Counts what happens to instances, and keeps the series of services: those of a new one
 * begin, those of a forgotten one end. Follows the registry's changes; what it keeps is
 * confined to the thread that they come on.
 */
@Component
final class ChangeMetrics implements SmartLifecycle {

	private static final String PREFIX = "service.discovery.";

	private final Registry registry;

	private final ServiceSeries series;

	private final MeterRegistry meters;

	private final Map<Change.Kind, Counter> changes = new EnumMap<>(Change.Kind.class);

	private final Map<Cause, Counter> losses = new EnumMap<>(Cause.class);

	private final Map<ServiceKey, List<Meter>> services = new HashMap<>();

	private volatile @Nullable Following following;

	ChangeMetrics(Registry registry, ServiceSeries series, MeterRegistry meters) {
		this.registry = registry;
		this.series = series;
		this.meters = meters;
		for (Change.Kind kind : Change.Kind.values()) {
			this.changes.put(kind,
					Counter.builder(PREFIX + "changes")
						.description("Committed changes of what is listed, by their kind")
						.tag("kind", kind.wireName())
						.register(meters));
		}
		for (Cause cause : List.of(Cause.LEASE, Cause.CONNECTION_REFUSED)) {
			this.losses.put(cause,
					Counter.builder(PREFIX + "losses")
						.description("Instances that the registry itself found lost: their lease ran out, or their"
								+ " port refused")
						.tag("cause", cause.wireName())
						.register(meters));
		}
	}

	@Override
	public void start() {
		this.following = this.registry.follow((service) -> true, null, (event, done) -> {
			take(event);
			done.run();
		}, Reader.local());
	}

	@Override
	public void stop() {
		Following following = this.following;
		this.following = null;
		if (following != null) {
			following.close();
		}
	}

	@Override
	public boolean isRunning() {
		return this.following != null;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		// before the web server accepts, and until it has stopped
		return 0;
	}

	private void take(FeedEvent event) {
		if (event instanceof FeedEvent.Changes some && !some.changes().isEmpty()) {
			some.changes().forEach(this::take);
		}
		else {
			// the first event, or one that says that some were missed
			takeAll();
		}
	}

	private void take(Change change) {
		Objects.requireNonNull(this.changes.get(change.kind()), "kind").increment();
		ServiceInstance instance = change.instance();
		Counter lost = (change.kind() == Change.Kind.HEALTH && instance != null && instance.cause() != null)
				? this.losses.get(instance.cause()) : null;
		if (lost != null) {
			lost.increment();
		}
		if (this.registry.snapshot(change.service()).known()) {
			begin(change.service());
		}
		else {
			end(change.service());
		}
	}

	private void takeAll() {
		Set<ServiceKey> known = new HashSet<>();
		for (String namespace : this.registry.namespaces().keySet()) {
			for (ServiceSet.Entry service : this.registry.services(namespace).services()) {
				known.add(new ServiceKey(namespace, service.name()));
			}
		}
		known.forEach(this::begin);
		Set<ServiceKey> forgotten = new HashSet<>(this.services.keySet());
		forgotten.removeAll(known);
		forgotten.forEach(this::end);
	}

	private void begin(ServiceKey service) {
		if (!this.services.containsKey(service)) {
			this.series.add(service.name());
			this.services.put(service, List.of(
					gauge(service, "listed.instances", "Instances that are listed for a service",
							(listing) -> listing.instances().size()),
					gauge(service, "routable.instances", "Instances of a service that callers may be sent to",
							(listing) -> listing.instances().stream().filter(ServiceInstance::routable).count())));
		}
	}

	private void end(ServiceKey service) {
		List<Meter> ended = this.services.remove(service);
		if (ended != null) {
			ended.forEach(this.meters::remove);
		}
		// the same name may be registered in another namespace
		if (this.services.keySet().stream().noneMatch((each) -> each.name().equals(service.name()))) {
			this.series.remove(service.name());
		}
	}

	private Gauge gauge(ServiceKey service, String name, String description, ToDoubleFunction<ServiceListing> value) {
		return Gauge
			.builder(PREFIX + name, this.registry, (registry) -> value.applyAsDouble(registry.snapshot(service)))
			.description(description)
			.tag("namespace", service.namespace())
			.tag("service.name", service.name())
			.register(this.meters);
	}

}
