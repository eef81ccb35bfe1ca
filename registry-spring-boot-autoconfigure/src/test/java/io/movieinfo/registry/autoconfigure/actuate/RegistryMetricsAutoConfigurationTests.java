package io.movieinfo.registry.autoconfigure.actuate;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.movieinfo.registry.autoconfigure.RegistryClientAutoConfiguration;
import io.movieinfo.registry.autoconfigure.RepeatStatistics;
import io.movieinfo.registry.balancer.Endpoint;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.balancer.NoInstanceException;
import io.movieinfo.registry.balancer.Outcome;
import io.movieinfo.registry.balancer.PickContext;
import io.movieinfo.registry.client.FakeRegistry;
import io.movieinfo.registry.client.RegistryClient;
import io.movieinfo.registry.client.registration.HealthStatus;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.ServiceKey;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RegistryMetricsAutoConfigurationTests {

	private static final ServiceKey MOVIES = new ServiceKey("default", "movie-service");

	private final FakeRegistry registry = FakeRegistry.start();

	private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(RegistryClientAutoConfiguration.class, RegistryMetricsAutoConfiguration.class,
						MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class))
		.withPropertyValues("registry.client.server-urls=" + this.registry.url(),
				"registry.client.discovery.initial-wait=30s", "registry.client.discovery.cache.enabled=false")
		.withBean(MeterRegistry.class, () -> this.meters);

	@AfterEach
	void close() {
		this.registry.close();
		this.meters.close();
	}

	@Test
	void callsAreCountedByServiceAndOutcome() {
		this.registry.put(movie(1));
		this.registry.put(movie(2));
		this.runner.withBean(RepeatStatistics.class, TwoToOne::new).run((context) -> {
			RegistryClient client = context.getBean(RegistryClient.class);
			LoadBalancer balancer = client.loadBalancer();
			client.discovery().getInstances(MOVIES);
			Endpoint first = balancer.pick(MOVIES, PickContext.NONE);
			balancer.complete(first, Outcome.CONNECT_FAILURE, 1);
			balancer.complete(balancer.pick(MOVIES, PickContext.excluding(List.of(first))), Outcome.SUCCESS, 1);
			client.register(movie(3), HealthStatus::healthy);
			await(() -> scrape()
				.contains("service_discovery_registration_duration_seconds_count{service_name=\"movie-service\"} 1"));
			await(() -> scrape()
				.contains("service_discovery_client_known_instances{service_name=\"movie-service\"} 3.0"));
			assertThat(scrape().lines()).contains(
					"service_discovery_requests_total{service_name=\"movie-service\",status=\"ok\"} 3.0",
					"service_discovery_requests_total{service_name=\"movie-service\",status=\"empty\"} 0.0",
					"service_discovery_requests_total{service_name=\"_unknown\",status=\"unknown\"} 0.0",
					"service_discovery_client_picks_total{service_name=\"movie-service\"} 2.0",
					"service_discovery_client_failovers_total{service_name=\"movie-service\"} 1.0",
					"service_discovery_client_ejections_total{service_name=\"movie-service\"} 1.0",
					"service_discovery_client_ejected_instances{service_name=\"movie-service\"} 1.0",
					"service_discovery_client_pickable_instances{service_name=\"movie-service\"} 3.0",
					"service_discovery_client_retries_total{result=\"allowed\",service_name=\"movie-service\"} 2.0",
					"service_discovery_client_retries_total{result=\"refused\",service_name=\"movie-service\"} 1.0",
					"service_discovery_client_view_age_seconds{service_name=\"movie-service\"} 0.0",
					"service_discovery_client_connected 1.0", "service_discovery_client_reconnects_total 0.0",
					"service_discovery_registration_duration_seconds_bucket{service_name=\"movie-service\",le=\"10.0\"} 1");
			assertThat(scrape()).contains("service_discovery_client_pushes_total{service_name=\"movie-service\"}")
				.contains("service_discovery_client_heartbeats_total")
				.contains("service_discovery_client_heartbeats_answered_total")
				.contains("service_discovery_client_connection_failures_total")
				.contains("service_discovery_client_session_losses_total");
		});
	}

	@Test
	void everyMeterSaysWhatItIs() {
		this.registry.put(movie(1));
		this.runner.run((context) -> {
			RegistryClient client = context.getBean(RegistryClient.class);
			client.discovery().getInstances(MOVIES);
			client.register(movie(3), HealthStatus::healthy);
			await(() -> scrape().contains("service_discovery_registration_duration_seconds_count"));
			List<String> names = scrape().lines()
				.filter((line) -> line.startsWith("# TYPE service_discovery"))
				.map((line) -> line.split(" ", -1)[2])
				.toList();
			assertThat(names).hasSizeGreaterThan(12)
				.allSatisfy((name) -> assertThat(scrape()).containsPattern("# HELP " + name + " [A-Z].{20,}"));
		});
	}

	@Test
	void hundredThousandNamesThatNobodyKnowsAddNoSeries() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(RegistryClientAutoConfiguration.class, RegistryMetricsAutoConfiguration.class,
							MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class))
			.withPropertyValues("registry.client.server-urls=http://127.0.0.1:1",
					"registry.client.discovery.initial-wait=0", "registry.client.discovery.cache.enabled=false")
			.withBean(MeterRegistry.class, () -> this.meters)
			.run((context) -> {
				LoadBalancer balancer = context.getBean(LoadBalancer.class);
				long before = series();
				for (int i = 0; i < 100_000; i++) {
					pickNothing(balancer, "random-" + i);
				}
				assertThat(series()).isEqualTo(before);
				assertThat(scrape())
					.contains("service_discovery_requests_total{service_name=\"_unknown\",status=\"error\"} 100000.0");
			});
	}

	@Test
	void namesThatTheRegistryDoesNotKnowAddNoSeries() {
		this.runner.run((context) -> {
			LoadBalancer balancer = context.getBean(LoadBalancer.class);
			pickNothing(balancer, "random");
			long before = series();
			for (int i = 0; i < 500; i++) {
				pickNothing(balancer, "random-" + i);
			}
			assertThat(series()).isEqualTo(before);
			assertThat(scrape())
				.contains("service_discovery_requests_total{service_name=\"_unknown\",status=\"unknown\"} 501.0");
		});
	}

	@Test
	void servicesOfOtherNamespacesAreNamedWithTheirs() {
		ServiceKey staging = new ServiceKey("staging", "movie-service");
		this.registry.put(movie(1));
		this.registry.put(movie(2).toBuilder().namespace("staging").build());
		this.runner.run((context) -> {
			RegistryClient client = context.getBean(RegistryClient.class);
			client.discovery().getInstances(MOVIES);
			client.discovery().getInstances(staging);
			await(() -> scrape().contains("service_name=\"movie-service\"")
					&& scrape().contains("service_name=\"staging:movie-service\""));
		});
	}

	@Test
	void everyMeterRegistryGetsTheMeters() {
		SimpleMeterRegistry second = new SimpleMeterRegistry();
		this.runner.withBean("second", MeterRegistry.class, () -> second).run((context) -> {
			context.getBean(RegistryClient.class);
			assertThat(second.find("service.discovery.client.connected").gauge()).isNotNull();
			assertThat(this.meters.find("service.discovery.client.connected").gauge()).isNotNull();
		});
	}

	@Test
	void backsOffWithoutMicrometerWithoutARegistryAndWhenTheClientIsOff() {
		ApplicationContextRunner bare = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RegistryClientAutoConfiguration.class,
					RegistryMetricsAutoConfiguration.class))
			.withPropertyValues("registry.client.server-urls=http://127.0.0.1:1",
					"registry.client.discovery.cache.enabled=false");
		bare.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("registryClientMetrics"));
		bare.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RegistryClientMetrics.class));
		this.runner.withPropertyValues("registry.client.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RegistryClientMetrics.class));
	}

	private String scrape() {
		return this.meters.scrape();
	}

	private long series() {
		return scrape().lines().filter((line) -> !line.startsWith("#")).count();
	}

	private static void pickNothing(LoadBalancer balancer, String service) {
		assertThatExceptionOfType(NoInstanceException.class)
			.isThrownBy(() -> balancer.pick(new ServiceKey("default", service), PickContext.NONE));
	}

	private static InstanceContent movie(int number) {
		return InstanceContent.builder(MOVIES.name())
			.id("movie-" + number)
			.address("10.0.0." + number)
			.port(8080)
			.build();
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10)).until(condition);
	}

	private static final class TwoToOne implements RepeatStatistics {

		@Override
		public long allowed(ServiceKey service) {
			return 2;
		}

		@Override
		public long refused(ServiceKey service) {
			return 1;
		}

	}

}
