package io.movieinfo.registry.autoconfigure.actuate;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import io.movieinfo.registry.autoconfigure.InvalidRegistryPropertyException;
import io.movieinfo.registry.autoconfigure.RegistryClientAutoConfiguration;
import io.movieinfo.registry.client.RegistryClient;
import io.movieinfo.registry.client.registration.HealthChecker;
import io.movieinfo.registry.client.registration.HealthStatus;
import io.movieinfo.registry.client.transport.SessionState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
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
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

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
	void indicatorThatThrowsIsDownAndOthersAreAskedAllTheSame() {
		this.runner.withBean("broken", HealthIndicator.class, () -> () -> {
			throw new StackOverflowError("on purpose");
		})
			.withBean("disk", HealthIndicator.class,
					() -> () -> Health.down(new IllegalStateException("no space")).build())
			.run((context) -> assertThat(context.getBean(HealthChecker.class).check().detail())
				.contains("broken failed: java.lang.StackOverflowError: on purpose")
				.contains("disk is DOWN: java.lang.IllegalStateException: no space"));
	}

	@Test
	void indicatorThatIsBeingAskedIsNamedAndNoneAfterwards() {
		AtomicReference<@Nullable HealthChecker> checker = new AtomicReference<>();
		List<String> waitedFor = new ArrayList<>();
		this.runner.withBean("slow", HealthIndicator.class, () -> () -> {
			waitedFor.add(String.valueOf(Objects.requireNonNull(checker.get()).waitingFor()));
			return Health.up().build();
		}).run((context) -> {
			checker.set(context.getBean(HealthChecker.class));
			context.getBean(HealthChecker.class).check();
			assertThat(waitedFor).containsExactly("slow");
			assertThat(context.getBean(HealthChecker.class).waitingFor()).isNull();
		});
	}

	@Test
	void groupsIndicatorsAloneCount() {
		HealthContributor databases = CompositeHealthContributor.fromMap(Map.of("orders",
				(HealthIndicator) () -> Health.up().build(), "logs", (HealthIndicator) () -> Health.down().build()));
		ApplicationContextRunner grouped = grouped().withBean("databases", HealthContributor.class, () -> databases)
			.withBean("mail", HealthIndicator.class, () -> () -> Health.down().build());
		grouped
			.withPropertyValues("management.endpoint.health.group.routing.include=databases/orders",
					"registry.client.health.group=routing")
			.run((context) -> assertThat(context.getBean(HealthChecker.class).check())
				.isEqualTo(HealthStatus.healthy()));
		grouped
			.withPropertyValues("management.endpoint.health.group.routing.include=databases",
					"registry.client.health.group=routing")
			.run((context) -> assertThat(context.getBean(HealthChecker.class).check())
				.isEqualTo(HealthStatus.unhealthy("databases/logs is DOWN")));
	}

	@Test
	void groupWeighsAsItIsConfigured() {
		grouped().withBean("mail", HealthIndicator.class, () -> () -> Health.status("FATAL").build())
			.withBean("disk", HealthIndicator.class, () -> () -> Health.up().build())
			.withPropertyValues("management.endpoint.health.group.routing.include=mail,disk",
					"management.endpoint.health.group.routing.status.order=fatal,up",
					"registry.client.health.group=routing")
			.run((context) -> assertThat(context.getBean(HealthChecker.class).check())
				.isEqualTo(HealthStatus.unhealthy("mail is FATAL")));
	}

	@Test
	void availabilityAndTheRegistryDoNotCountInAGroupEither() {
		given(this.client.session()).willThrow(new IllegalStateException("not to be asked"));
		grouped().withBean("mail", HealthIndicator.class, () -> () -> Health.down().build())
			.withPropertyValues("management.endpoint.health.group.routing.include=readinessState,registry",
					"registry.client.health.group=routing")
			.run((context) -> assertThat(context.getBean(HealthChecker.class).check())
				.isEqualTo(HealthStatus.healthy()));
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void groupThatHoldsNothingButAvailabilityIsHealthyAndSaysSoOnce(CapturedOutput output) {
		grouped().withBean("mail", HealthIndicator.class, () -> () -> Health.down().build())
			.withPropertyValues("registry.client.health.group=readiness")
			.run((context) -> {
				HealthChecker checker = context.getBean(HealthChecker.class);
				assertThat(checker.check()).isEqualTo(HealthStatus.healthy());
				assertThat(checker.check()).isEqualTo(HealthStatus.healthy());
			});
		assertThat(output).containsOnlyOnce("Health group 'readiness' has no indicator that counts");
	}

	@Test
	void unknownGroupSaysWhichThereAre() {
		grouped().withPropertyValues("registry.client.health.group=routing")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidRegistryPropertyException.class)
				.hasMessage("registry.client.health.group is 'routing', expected one of the health groups "
						+ "liveness, readiness"));
	}

	@Test
	void unknownGroupWhereThereIsNoneSaysHowToMakeIt() {
		grouped()
			.withPropertyValues("registry.client.health.group=routing",
					"management.endpoint.health.probes.enabled=false")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidRegistryPropertyException.class, (failure) -> {
					assertThat(failure.expected()).contains("there is none");
					assertThat(failure.example()).contains("management.endpoint.health.group.routing.include=");
				}));
	}

	@Test
	void groupWithoutTheHealthEndpointSaysWhatItNeeds() {
		this.runner.withPropertyValues("registry.client.health.group=readiness")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidRegistryPropertyException.class)
				.hasMessageContaining("health endpoint"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "management.endpoint.health.access=none", "management.endpoints.access.default=none",
			"management.endpoints.web.exposure.include=info" })
	void whatIsToBeWrittenForAGroupWithoutTheHealthEndpointHelps(String cause) {
		// reads values as applications do, in which an access may be written in lower
		// case
		ApplicationContextRunner off = grouped()
			.withInitializer(
					(context) -> context.getEnvironment().setConversionService(new ApplicationConversionService()))
			.withPropertyValues("registry.client.health.group=readiness", cause);
		List<String> toWrite = new ArrayList<>();
		off.run((context) -> assertThat(context).getFailure()
			.rootCause()
			.isInstanceOfSatisfying(InvalidRegistryPropertyException.class,
					(failure) -> failure.example().lines().map(String::strip).forEach(toWrite::add)));
		off.withPropertyValues(toWrite.toArray(String[]::new)).run((context) -> assertThat(context).hasNotFailed());
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

	private ApplicationContextRunner grouped() {
		return this.runner
			.withConfiguration(AutoConfigurations.of(EndpointAutoConfiguration.class,
					HealthEndpointAutoConfiguration.class, AvailabilityProbesAutoConfiguration.class))
			.withPropertyValues("management.endpoints.web.exposure.include=health");
	}

}
