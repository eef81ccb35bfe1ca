package io.movieinfo.registry.autoconfigure.actuate;

import java.net.URI;
import java.time.Instant;
import java.util.Map;

import io.movieinfo.registry.autoconfigure.RegistryClientAutoConfiguration;
import io.movieinfo.registry.client.RegistryClient;
import io.movieinfo.registry.client.registration.HealthChecker;
import io.movieinfo.registry.client.registration.HealthStatus;
import io.movieinfo.registry.client.transport.SessionState;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class RegistryActuatorAutoConfigurationTests {

	private final RegistryClient client = mock(RegistryClient.class);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegistryClientAutoConfiguration.class,
				RegistryActuatorAutoConfiguration.class, HealthContributorAutoConfiguration.class,
				HealthContributorRegistryAutoConfiguration.class, ApplicationAvailabilityAutoConfiguration.class,
				AvailabilityHealthContributorAutoConfiguration.class))
		.withPropertyValues("management.health.livenessstate.enabled=true",
				"management.health.readinessstate.enabled=true")
		.withBean(RegistryClient.class, () -> this.client);

	@Test
	void upAndUnknownAreHealthyAndAvailabilityAndTheRegistryDoNotCount() {
		given(this.client.session()).willThrow(new IllegalStateException("not to be asked"));
		this.runner.withBean("oneHealthIndicator", HealthIndicator.class, () -> () -> Health.up().build())
			.withBean("twoHealthIndicator", HealthIndicator.class, () -> () -> Health.unknown().build())
			.run((context) -> {
				assertThat(context.getBean(HealthContributorRegistry.class).getContributor("registry")).isNotNull();
				assertThat(context.getBean(HealthContributorRegistry.class).getContributor("readinessState"))
					.isNotNull();
				assertThat(context.getBean(HealthChecker.class).check()).isEqualTo(HealthStatus.healthy());
			});
	}

	@Test
	void anyOtherStatusIsUnhealthyAndNamed() {
		HealthIndicator down = () -> Health.down().build();
		HealthContributor databases = CompositeHealthContributor
			.fromMap(Map.of("a", down, "b", (HealthIndicator) () -> Health.up().build()));
		this.runner.withBean("databases", HealthContributor.class, () -> databases)
			.withBean("paused", HealthIndicator.class, () -> () -> Health.outOfService().build())
			.run((context) -> assertThat(context.getBean(HealthChecker.class).check().detail())
				.contains("databases/a is DOWN")
				.contains("paused is OUT_OF_SERVICE"));
	}

	@Test
	void reactiveIndicatorsCount() {
		this.runner.withBean("remote", ReactiveHealthIndicator.class, () -> () -> Mono.just(Health.down().build()))
			.run((context) -> assertThat(context.getBean(HealthChecker.class).check())
				.isEqualTo(HealthStatus.unhealthy("remote is DOWN")));
	}

	@Test
	void ownStatusCountsAsTheApplicationsAggregatorSays() {
		ApplicationContextRunner fatal = this.runner.withBean("disk", HealthIndicator.class,
				() -> () -> Health.status("FATAL").build());
		fatal.withBean(StatusAggregator.class, () -> StatusAggregator.of("FATAL", "UP"))
			.run((context) -> assertThat(context.getBean(HealthChecker.class).check())
				.isEqualTo(HealthStatus.unhealthy("disk is FATAL")));
	}

	@Test
	void worksWithoutReactor() {
		this.runner.withClassLoader(new FilteredClassLoader("reactor"))
			.withBean("one", HealthIndicator.class, () -> () -> Health.down().build())
			.run((context) -> assertThat(context.getBean(HealthChecker.class).check())
				.isEqualTo(HealthStatus.unhealthy("one is DOWN")));
	}

	@Test
	void ownCheckerWins() {
		this.runner.withBean("own", HealthChecker.class, () -> HealthChecker.ALWAYS_HEALTHY)
			.run((context) -> assertThat(context).hasSingleBean(HealthChecker.class).hasBean("own"));
	}

	@Test
	void indicatorIsUpWithASessionAndUnknownWithoutOne() {
		this.runner.run((context) -> {
			RegistryHealthIndicator indicator = context.getBean(RegistryHealthIndicator.class);
			given(this.client.session())
				.willReturn(new SessionState(true, URI.create("http://localhost:8761"), "node-1", Instant.EPOCH, null));
			Health up = indicator.health();
			assertThat(up.getStatus()).isEqualTo(Status.UP);
			assertThat(up.getDetails()).containsEntry("node", "node-1").containsEntry("url", "http://localhost:8761");
			given(this.client.session()).willReturn(new SessionState(false, null, null, Instant.EPOCH, "refused"));
			Health away = indicator.health();
			assertThat(away.getStatus()).isEqualTo(Status.UNKNOWN);
			assertThat(away.getDetails()).containsEntry("lastError", "refused").containsEntry("connected", false);
		});
	}

	@Test
	void indicatorCanBeSwitchedOff() {
		this.runner.withPropertyValues("management.health.registry.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(RegistryHealthIndicator.class));
	}

	@Test
	void backsOffWithoutActuator() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RegistryClientAutoConfiguration.class,
					RegistryActuatorAutoConfiguration.class))
			.withBean(RegistryClient.class, () -> this.client)
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(HealthChecker.class));
	}

}
