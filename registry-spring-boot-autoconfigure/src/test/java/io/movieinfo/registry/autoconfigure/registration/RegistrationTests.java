package io.movieinfo.registry.autoconfigure.registration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.movieinfo.registry.autoconfigure.InvalidRegistryPropertyException;
import io.movieinfo.registry.autoconfigure.actuate.RegistryActuatorAutoConfiguration;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.balancer.NoInstanceException;
import io.movieinfo.registry.client.RegistryClient;
import io.movieinfo.registry.client.discovery.DiscoveryClient;
import io.movieinfo.registry.client.registration.HealthChecker;
import io.movieinfo.registry.client.registration.HealthStatus;
import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.ServiceKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

/**
 * Whole applications, registering with a fake.
 */
@ExtendWith(OutputCaptureExtension.class)
class RegistrationTests {

	private final FakeRegistrar registrar = new FakeRegistrar();

	/** Meters ask it for what it has counted. */
	private final RegistryClient client = mock(RegistryClient.class, RETURNS_DEEP_STUBS);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private ConfigurableApplicationContext context = new GenericApplicationContext();

	@AfterEach
	void closeContext() {
		this.context.close();
		this.threads.shutdown();
	}

	@Test
	void webApplicationRegistersWithThePortThatItListensOn() {
		start(WebApplicationType.SERVLET, "--registry.client.instance.tags=blue,canary",
				"--registry.client.instance.meta.version=1.2", "--registry.client.instance.zone=z1");
		InstanceContent content = this.registrar.only().content();
		assertThat(content.port()).isEqualTo(this.context.getEnvironment().getProperty("local.server.port", int.class));
		assertThat(content.name()).isEqualTo("user-service");
		assertThat(content.address()).isEqualTo("127.0.0.1");
		assertThat(content.tags()).containsExactly("blue", "canary");
		assertThat(content.meta()).containsOnly(Map.entry("version", "1.2"));
		assertThat(content.zone()).isEqualTo("z1");
		assertThat(content.secure()).isFalse();
	}

	@Test
	void reactiveWebApplicationRegistersWithThePortThatItListensOn() {
		start(WebApplicationType.REACTIVE);
		assertThat(this.registrar.only().content().port())
			.isEqualTo(this.context.getEnvironment().getProperty("local.server.port", int.class));
	}

	@Test
	void configuredPortWinsOverTheWebServers() {
		start(WebApplicationType.SERVLET, "--registry.client.instance.port=8443");
		assertThat(this.registrar.only().content().port()).isEqualTo(8443);
	}

	@Test
	void underscoreInApplicationNameBecomesHyphenWithOneWarning(CapturedOutput output) {
		start(WebApplicationType.SERVLET, "--spring.application.name=user_service");
		assertThat(this.registrar.only().content().name()).isEqualTo("user-service");
		assertThat(output.getAll().split("Registering as service 'user-service'", -1)).hasSize(2);
	}

	@Test
	void managementPortOfItsOwnIsToldAndItsContextDoesNotCount() {
		start(WebApplicationType.SERVLET, "--management.server.port=0");
		assertThat(this.registrar.only().content().meta()).containsEntry("registry.management-port",
				this.context.getEnvironment().getProperty("local.management.port"));
	}

	@Test
	void sameManagementPortIsNotTold() {
		start(WebApplicationType.SERVLET);
		assertThat(this.registrar.only().content().meta()).isEmpty();
	}

	@Test
	void readinessAndLivenessAreReportedAtOnce() {
		start(WebApplicationType.SERVLET);
		FakeRegistrar.FakeRegistration registration = this.registrar.only();
		assertThat(registration.health()).isEqualTo(HealthStatus.healthy());
		AvailabilityChangeEvent.publish(this.context, ReadinessState.REFUSING_TRAFFIC);
		assertThat(registration.health().cause()).isEqualTo(Cause.NOT_READY);
		AvailabilityChangeEvent.publish(this.context, this, ReadinessState.ACCEPTING_TRAFFIC);
		assertThat(registration.health().health()).isEqualTo(Health.HEALTHY);
		AvailabilityChangeEvent.publish(this.context, LivenessState.BROKEN);
		assertThat(registration.health().cause()).isEqualTo(Cause.NOT_READY);
	}

	@Test
	void registersWhenItAcceptsTrafficSoThatItIsNeverRegisteredAsNotReadyFirst() {
		start(WebApplicationType.SERVLET);
		assertThat(this.registrar.only().checked).containsExactly(HealthStatus.healthy());
	}

	@Test
	void registersOnceOnly() {
		start(WebApplicationType.SERVLET);
		AvailabilityChangeEvent.publish(this.context, ReadinessState.ACCEPTING_TRAFFIC);
		this.context.close();
		AvailabilityChangeEvent.publish(this.context, ReadinessState.ACCEPTING_TRAFFIC);
		assertThat(this.registrar.registrations).hasSize(1);
	}

	@Test
	void healthIndicatorsAreReported() {
		start(WebApplicationType.SERVLET, IllIndicator.class);
		assertThat(this.registrar.only().health()).isEqualTo(HealthStatus.unhealthy("ill is DOWN"));
	}

	@Test
	void healthCheckerBeanWinsOverHealthIndicators() {
		start(WebApplicationType.SERVLET, IllIndicator.class, OwnChecker.class);
		assertThat(this.registrar.only().health()).isEqualTo(HealthStatus.unhealthy("own"));
	}

	@Test
	void healthGroupBesideAHealthCheckerBeanIsWarnedOfOnce(CapturedOutput output) {
		start(WebApplicationType.SERVLET, OwnChecker.class, "--registry.client.health.group=readiness");
		assertThat(this.registrar.only().health()).isEqualTo(HealthStatus.unhealthy("own"));
		assertThat(output).containsOnlyOnce("registry.client.health.group is 'readiness', but does not count");
	}

	@Test
	void healthGroupOfActuatorIsNotWarnedOf(CapturedOutput output) {
		start(WebApplicationType.SERVLET, IllIndicator.class, "--registry.client.health.group=readiness");
		assertThat(this.registrar.only().health()).isEqualTo(HealthStatus.healthy());
		assertThat(output).doesNotContain("does not count");
	}

	@Test
	void healthGroupWithoutActuatorSaysWhatItNeeds() {
		assertThatExceptionOfType(InvalidRegistryPropertyException.class)
			.isThrownBy(() -> start(WebApplicationType.SERVLET, "--registry.client.health.group=readiness",
					"--spring.autoconfigure.exclude=" + RegistryActuatorAutoConfiguration.class.getName()))
			.withMessageContaining("registry.client.health.group is 'readiness'")
			.withMessageContaining("spring-boot-starter-actuator");
	}

	@Test
	void eventsOfOtherContextsDoNotCount() {
		start(WebApplicationType.SERVLET);
		FakeRegistrar.FakeRegistration registration = this.registrar.only();
		int checked = registration.checked.size();
		AnnotationConfigApplicationContext child = new AnnotationConfigApplicationContext();
		child.setParent(this.context);
		child.refresh();
		AvailabilityChangeEvent.publish(child, ReadinessState.REFUSING_TRAFFIC);
		child.close();
		assertThat(registration.checked).hasSize(checked);
		assertThat(registration.drained).isEmpty();
		assertThat(registration.deregistered).hasValue(0);
		assertThat(this.registrar.registrations).hasSize(1);
	}

	@Test
	void pausedContextStaysRegistered() {
		start(WebApplicationType.SERVLET);
		((GenericApplicationContext) this.context).pause();
		assertThat(this.registrar.only().deregistered).hasValue(0);
	}

	@Test
	void drainsBeforeItDeregistersAndServesMeanwhile() {
		start(WebApplicationType.SERVLET, SlowController.class);
		String url = "http://127.0.0.1:" + this.context.getEnvironment().getProperty("local.server.port");
		FakeRegistrar.FakeRegistration registration = this.registrar.only();
		CompletableFuture<String> answerWhileDraining = new CompletableFuture<>();
		this.registrar.onDrain = () -> answerWhileDraining
			.complete(String.valueOf(RestClient.create(url).get().uri("/fast").retrieve().body(String.class)));
		this.context.close();
		assertThat(registration.drained).containsExactly(Duration.ofSeconds(2));
		assertThat(registration.deregistered).hasValue(1);
		assertThat(answerWhileDraining).isCompletedWithValue("fast");
	}

	@Test
	void nothingElseStopsWhileItDrains() {
		start(WebApplicationType.SERVLET, EarlyStopper.class);
		EarlyStopper stopper = this.context.getBean(EarlyStopper.class);
		List<Boolean> running = new ArrayList<>();
		this.registrar.onDrain = () -> running.add(stopper.isRunning());
		this.registrar.onDeregister = () -> running.add(stopper.isRunning());
		this.context.close();
		assertThat(running).containsExactly(true, true);
		assertThat(stopper.isRunning()).isFalse();
	}

	@Test
	void drainLimitIsAProperty() {
		start(WebApplicationType.SERVLET, "--registry.client.drain.timeout=7s");
		this.context.close();
		assertThat(this.registrar.only().drained).containsExactly(Duration.ofSeconds(7));
	}

	@Test
	void drainLimitOfZeroDoesWithout() {
		start(WebApplicationType.SERVLET, "--registry.client.drain.timeout=0");
		this.context.close();
		assertThat(this.registrar.only().drained).isEmpty();
		assertThat(this.registrar.only().deregistered).hasValue(1);
	}

	@ParameterizedTest
	@CsvSource({ "drain.timeout, -1s, zero to 5 minutes", "drain.timeout, 6m, zero to 5 minutes",
			"registration.deregister-timeout, -1ms, zero or more" })
	void wrongTimeoutSaysWhatToWrite(String name, String value, String expected) {
		assertThatExceptionOfType(BeanCreationException.class)
			.isThrownBy(() -> start(WebApplicationType.SERVLET, "--registry.client." + name + "=" + value))
			.havingRootCause()
			.isInstanceOf(InvalidRegistryPropertyException.class)
			.withMessageContaining("registry.client." + name)
			.withMessageContaining(expected);
	}

	@Test
	void deregistersOnceBeforeTheWebServerRefusesRequestsAndServesThoseInFlight() throws Exception {
		start(WebApplicationType.SERVLET, SlowController.class);
		String url = "http://127.0.0.1:" + this.context.getEnvironment().getProperty("local.server.port");
		SlowController slow = this.context.getBean(SlowController.class);
		CompletableFuture<String> answerAtDeregistration = new CompletableFuture<>();
		this.registrar.onDeregister = () -> answerAtDeregistration
			.complete(String.valueOf(RestClient.create(url).get().uri("/fast").retrieve().body(String.class)));
		CompletableFuture<String> inFlight = CompletableFuture
			.supplyAsync(() -> String.valueOf(RestClient.create(url).get().uri("/slow").retrieve().body(String.class)));
		assertThat(slow.entered.await(10, TimeUnit.SECONDS)).isTrue();
		Future<?> closed = this.threads.submit(this.context::close);
		assertThat(answerAtDeregistration.get(10, TimeUnit.SECONDS)).isEqualTo("fast");
		then(this.client).should(never()).close();
		slow.mayLeave.countDown();
		assertThat(inFlight.get(10, TimeUnit.SECONDS)).startsWith("The registry knows no service 'movie-service'");
		closed.get(10, TimeUnit.SECONDS);
		assertThat(this.registrar.only().deregistered).hasValue(1);
	}

	@Test
	void applicationWithoutItsWebServerRegistersNothingAndSaysSo(CapturedOutput output) {
		start(WebApplicationType.NONE, "--spring.application.name=");
		assertThat(this.registrar.registrations).isEmpty();
		assertThat(output).containsOnlyOnce("Not registered: this application runs no web or gRPC server of its own");
	}

	@Test
	void applicationWithoutItsWebServerRegistersAConfiguredPort() {
		start(WebApplicationType.NONE, "--registry.client.instance.port=9000");
		assertThat(this.registrar.only().content().port()).isEqualTo(9000);
	}

	@Test
	void disabledWebServerRegistersNothing(CapturedOutput output) {
		start(WebApplicationType.SERVLET, "--server.port=-1");
		assertThat(this.registrar.registrations).isEmpty();
		assertThat(output).containsOnlyOnce("Not registered: this application runs no web or gRPC server of its own");
	}

	@Test
	void disabledRegistrationRegistersNothing() {
		start(WebApplicationType.SERVLET, "--registry.client.registration.enabled=false", "--spring.application.name=");
		assertThat(this.registrar.registrations).isEmpty();
	}

	@Test
	void disabledClientRegistersNothing() {
		start(WebApplicationType.SERVLET, "--registry.client.enabled=false", "--spring.application.name=");
		assertThat(this.registrar.registrations).isEmpty();
	}

	private void start(WebApplicationType type, Object... sourcesAndArguments) {
		SpringApplicationBuilder builder = new SpringApplicationBuilder(Application.class).web(type)
			.initializers((context) -> {
				GenericApplicationContext generic = (GenericApplicationContext) context;
				generic.registerBean("registryRegistrar", Registrar.class, () -> this.registrar);
				if (context.getEnvironment().getProperty("registry.client.enabled", Boolean.class, true)) {
					generic.registerBean("registryClient", RegistryClient.class, () -> this.client);
				}
			});
		List<String> arguments = new ArrayList<>(
				List.of("--spring.application.name=user-service", "--server.port=0", "--server.address=127.0.0.1"));
		for (Object each : sourcesAndArguments) {
			if (each instanceof Class<?> source) {
				builder.sources(source);
			}
			else {
				String argument = (String) each;
				arguments.removeIf((other) -> other.startsWith(argument.substring(0, argument.indexOf('=') + 1)));
				arguments.add(argument);
			}
		}
		this.context = builder.run(arguments.toArray(String[]::new));
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		LoadBalancer loadBalancer() {
			LoadBalancer loadBalancer = mock(LoadBalancer.class);
			given(loadBalancer.pick(any(), any()))
				.willThrow(NoInstanceException.serviceUnknown(new ServiceKey("default", "movie-service")));
			return loadBalancer;
		}

		@Bean
		DiscoveryClient discoveryClient() {
			return mock(DiscoveryClient.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class IllIndicator {

		@Bean
		HealthIndicator illHealthIndicator() {
			return () -> org.springframework.boot.health.contributor.Health.down().build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnChecker {

		@Bean
		HealthChecker ownChecker() {
			return () -> HealthStatus.unhealthy("own");
		}

	}

	/**
	 * Stops before any web server does, as some other servers do.
	 */
	static class EarlyStopper implements SmartLifecycle {

		private volatile boolean running;

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return Integer.MAX_VALUE;
		}

	}

	@RestController
	static class SlowController {

		final CountDownLatch entered = new CountDownLatch(1);

		final CountDownLatch mayLeave = new CountDownLatch(1);

		private final RestClient others;

		SlowController(RestClient.Builder builder) {
			this.others = builder.build();
		}

		@GetMapping("/slow")
		String slow() throws InterruptedException {
			this.entered.countDown();
			this.mayLeave.await(10, TimeUnit.SECONDS);
			try {
				return String.valueOf(this.others.get().uri("lb://movie-service/1").retrieve().body(String.class));
			}
			catch (ResourceAccessException ex) {
				return String.valueOf(ex.getMostSpecificCause().getMessage());
			}
		}

		@GetMapping("/fast")
		String fast() {
			return "fast";
		}

	}

}
