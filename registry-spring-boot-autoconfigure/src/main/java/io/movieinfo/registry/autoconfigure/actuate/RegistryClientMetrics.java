package io.movieinfo.registry.autoconfigure.actuate;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.movieinfo.registry.autoconfigure.RepeatStatistics;
import io.movieinfo.registry.client.RegistryClient;
import io.movieinfo.registry.client.discovery.DiscoveryStatistics;
import io.movieinfo.registry.client.discovery.RequestStatus;
import io.movieinfo.registry.client.discovery.ServiceStatistics;
import io.movieinfo.registry.client.transport.SessionStatistics;
import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * The client's meters. All but one read what the client counts anyway, so that calls pay
 * nothing for them. A service has meters of its own once the registry is known to know
 * it; what is asked for by other names is counted together, under {@value #UNKNOWN}, so
 * that no caller can make series.
 */
final class RegistryClientMetrics implements MeterBinder {

	static final String UNKNOWN = "_unknown";

	private static final String SERVICE_NAME = "service_name";

	private static final String REQUESTS = "service.discovery.requests";

	private static final String REQUESTS_DESCRIPTION = "Look-ups and picks of instances by this application, by what became of them";

	private static final Duration[] REGISTRATION_BUCKETS = { Duration.ofMillis(5), Duration.ofMillis(10),
			Duration.ofMillis(25), Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250),
			Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(2500), Duration.ofSeconds(5),
			Duration.ofSeconds(10) };

	private final RegistryClient client;

	private final String namespace;

	private final @Nullable RepeatStatistics repeats;

	/**
	 * Creates the meters' binder.
	 * @param namespace the application's own; services of others are tagged with theirs
	 * @param repeats what retry budgets have decided, {@code null} if there are none
	 */
	RegistryClientMetrics(RegistryClient client, String namespace, @Nullable RepeatStatistics repeats) {
		this.client = client;
		this.namespace = namespace;
		this.repeats = repeats;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		bindSession(registry);
		DiscoveryStatistics discovery = this.client.discoveryStatistics();
		for (RequestStatus status : new RequestStatus[] { RequestStatus.UNKNOWN, RequestStatus.ERROR }) {
			FunctionCounter.builder(REQUESTS, discovery, (statistics) -> (double) statistics.requestsOfUnknown(status))
				.description(REQUESTS_DESCRIPTION)
				.tags(SERVICE_NAME, UNKNOWN, "status", tag(status))
				.register(registry);
		}
		discovery.addListener((service) -> bindService(registry, service));
		this.client.addRegistrationListener((instance, took) -> Timer.builder("service.discovery.registration.duration")
			.description("Time from asking the registry for a registration of this application to its confirmation")
			.tag(SERVICE_NAME, name(instance.service()))
			.serviceLevelObjectives(REGISTRATION_BUCKETS)
			.register(registry)
			.record(took));
	}

	private void bindSession(MeterRegistry registry) {
		Gauge
			.builder("service.discovery.client.connected", this.client,
					(client) -> client.session().connected() ? 1 : 0)
			.description("Whether this application has a session with the registry (1) or not (0)")
			.register(registry);
		counter(registry, "reconnects", "Sessions with the registry after the first one",
				(statistics) -> Math.max(0, statistics.sessions() - 1));
		counter(registry, "session.losses", "Sessions with the registry that were lost", SessionStatistics::losses);
		counter(registry, "connection.failures", "Attempts to connect to the registry that led to no session",
				SessionStatistics::failedAttempts);
		counter(registry, "heartbeats", "Heartbeats sent to the registry", SessionStatistics::heartbeats);
		counter(registry, "heartbeats.answered", "Heartbeats that the registry has answered",
				SessionStatistics::answers);
	}

	private void counter(MeterRegistry registry, String name, String description,
			ToDoubleFunction<SessionStatistics> count) {
		FunctionCounter
			.builder("service.discovery.client." + name, this.client,
					(client) -> count.applyAsDouble(client.sessionStatistics()))
			.description(description)
			.register(registry);
	}

	private void bindService(MeterRegistry registry, ServiceStatistics service) {
		Tags tags = Tags.of(SERVICE_NAME, name(service.key()));
		for (RequestStatus status : RequestStatus.values()) {
			FunctionCounter.builder(REQUESTS, service, (statistics) -> (double) statistics.requests(status))
				.description(REQUESTS_DESCRIPTION)
				.tags(tags.and("status", tag(status)))
				.register(registry);
		}
		counter(registry, tags, service, "picks", "Instances picked for requests of this application",
				ServiceStatistics::picks);
		counter(registry, tags, service, "failovers",
				"Picks that left out instances at which the same request was tried before",
				ServiceStatistics::failovers);
		counter(registry, tags, service, "ejections", "Instances left alone for a while because calls to them failed",
				ServiceStatistics::ejections);
		counter(registry, tags, service, "pushes", "Snapshots and changes received from the registry",
				ServiceStatistics::pushes);
		gauge(registry, tags, service, "known.instances", "Instances that the registry lists, as far as is known here",
				(statistics) -> statistics.snapshot().allInstances().size());
		gauge(registry, tags, service, "pickable.instances", "Instances that this application picks from",
				ServiceStatistics::pickableInstances);
		gauge(registry, tags, service, "ejected.instances",
				"Instances left alone at present because calls to them failed", ServiceStatistics::ejectedInstances);
		TimeGauge
			.builder("service.discovery.client.view.age", service, TimeUnit.MILLISECONDS, RegistryClientMetrics::age)
			.description("How old what is known of the service may be, 0 while the registry pushes its changes")
			.tags(tags)
			.register(registry);
		RepeatStatistics repeats = this.repeats;
		if (repeats != null) {
			retries(registry, tags, repeats, "allowed", (decisions) -> decisions.allowed(service.key()));
			retries(registry, tags, repeats, "refused", (decisions) -> decisions.refused(service.key()));
		}
	}

	private static void counter(MeterRegistry registry, Tags tags, ServiceStatistics service, String name,
			String description, ToDoubleFunction<ServiceStatistics> count) {
		FunctionCounter.builder("service.discovery.client." + name, service, count)
			.description(description)
			.tags(tags)
			.register(registry);
	}

	private static void gauge(MeterRegistry registry, Tags tags, ServiceStatistics service, String name,
			String description, ToDoubleFunction<ServiceStatistics> value) {
		Gauge.builder("service.discovery.client." + name, service, value)
			.description(description)
			.tags(tags)
			.register(registry);
	}

	private static void retries(MeterRegistry registry, Tags tags, RepeatStatistics repeats, String result,
			ToDoubleFunction<RepeatStatistics> count) {
		FunctionCounter.builder("service.discovery.client.retries", repeats, count)
			.description("Decisions of the service's retry budget on repeating a call at another instance")
			.tags(tags.and("result", result))
			.register(registry);
	}

	private static double age(ServiceStatistics service) {
		Duration age = service.age();
		return (age != null) ? age.toMillis() : Double.NaN;
	}

	private static String tag(RequestStatus status) {
		return status.name().toLowerCase(Locale.ROOT);
	}

	private String name(ServiceKey service) {
		return service.namespace().equals(this.namespace) ? service.name() : service.namespace() + ":" + service.name();
	}

}
