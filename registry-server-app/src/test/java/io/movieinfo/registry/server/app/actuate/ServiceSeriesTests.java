package io.movieinfo.registry.server.app.actuate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.Registry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The series of services, from their first registration until they are forgotten.
 */
class ServiceSeriesTests {

	private static final ServiceKey MOVIES = new ServiceKey("default", "movie-service");

	private static final ServiceKey STAGED = new ServiceKey("staging", "movie-service");

	private final AtomicLong nanos = new AtomicLong(1);

	private final MeterRegistry meters = new SimpleMeterRegistry();

	private final ServiceSeries series = new ServiceSeries(this.meters);

	private final Registry registry = Registry.builder().ticker(this.nanos::get).clock(new FakeClock()).build();

	private final ChangeMetrics changes = new ChangeMetrics(this.registry, this.series, this.meters);

	private final DiscoveryMetrics discovery = new DiscoveryMetrics(this.registry, this.series);

	@BeforeEach
	void start() {
		this.registry.start();
		this.changes.start();
	}

	@AfterEach
	void stop() {
		this.changes.stop();
		this.registry.close();
	}

	@Test
	void forgottenServiceLosesItsSeries() {
		comeAndGo(MOVIES);
		this.series.registered(MOVIES.name(), 1);
		ask(MOVIES);
		assertThat(named(MOVIES.name())).extracting(Meter.Id::getName)
			.contains("service.discovery.listed.instances", "service.discovery.routable.instances",
					"service.discovery.requests", "service.discovery.registration.duration");
		aDayPasses();
		await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(named(MOVIES.name())).isEmpty());
		ask(MOVIES);
		assertThat(named(MOVIES.name())).isEmpty();
		assertThat(named(ServiceSeries.UNKNOWN)).hasSize(1);
	}

	@Test
	void nameThatIsStillRegisteredElsewhereKeepsItsSeries() {
		register(STAGED);
		comeAndGo(MOVIES);
		ask(MOVIES);
		aDayPasses();
		await().atMost(Duration.ofMinutes(1))
			.untilAsserted(() -> assertThat(named(MOVIES.name())).extracting((id) -> id.getTag("namespace"))
				.containsExactlyInAnyOrder("staging", "staging", null));
	}

	@Test
	void serviceThatComesBackBeginsAnew() {
		comeAndGo(MOVIES);
		ask(MOVIES);
		aDayPasses();
		await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(named(MOVIES.name())).isEmpty());
		register(MOVIES);
		ask(MOVIES);
		assertThat(this.meters.get("service.discovery.requests").tag("status", "ok").counter().count()).isEqualTo(1);
	}

	@Test
	void whatIsCountedForANameThatIsJustForgottenMakesNoSeries() {
		this.series.add("short-lived");
		this.series.remove("short-lived");
		this.series.requested("short-lived", RequestStatus.OK);
		assertThat(named("short-lived")).isEmpty();
	}

	private void register(ServiceKey service) {
		this.registry
			.register(InstanceContent.builder(service.name())
				.namespace(service.namespace())
				.id("i-1")
				.address("127.0.0.1")
				.port(9)
				.build(), "s-1", null, null)
			.toCompletableFuture()
			.join();
		await().atMost(Duration.ofMinutes(1))
			.until(() -> this.meters.find("service.discovery.listed.instances")
				.tag("namespace", service.namespace())
				.tag("service.name", service.name())
				.gauge() != null);
	}

	private void comeAndGo(ServiceKey service) {
		register(service);
		this.registry.deregister(new InstanceKey(service, "i-1"), "s-1").toCompletableFuture().join();
	}

	/**
	 * As a session does when it begins a watch.
	 */
	private void ask(ServiceKey service) {
		this.discovery.watched(service);
	}

	private void aDayPasses() {
		this.nanos.addAndGet(Duration.ofHours(25).toNanos());
	}

	private List<Meter.Id> named(String service) {
		return this.meters.getMeters()
			.stream()
			.map(Meter::getId)
			.filter((id) -> service.equals(id.getTag("service.name")))
			.toList();
	}

	/**
	 * Goes with the ticker.
	 */
	private final class FakeClock extends Clock {

		@Override
		public Instant instant() {
			return Instant.EPOCH.plusNanos(ServiceSeriesTests.this.nanos.get());
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

	}

}
