package io.movieinfo.registry.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.movieinfo.registry.autoconfigure.actuate.RegistryActuatorAutoConfiguration;
import io.movieinfo.registry.autoconfigure.actuate.RegistryEndpointsAutoConfiguration;
import io.movieinfo.registry.autoconfigure.actuate.RegistryMetricsAutoConfiguration;
import io.movieinfo.registry.autoconfigure.http.LoadBalancedHttpAutoConfiguration;
import io.movieinfo.registry.autoconfigure.registration.RegistrationAutoConfiguration;
import io.movieinfo.registry.balancer.BalancingRules;
import io.movieinfo.registry.balancer.BalancingStrategy;
import io.movieinfo.registry.balancer.EndpointSet;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.balancer.NoInstanceException;
import io.movieinfo.registry.balancer.PickContext;
import io.movieinfo.registry.balancer.Picker;
import io.movieinfo.registry.client.RegistryClient;
import io.movieinfo.registry.client.discovery.DiscoveryClient;
import io.movieinfo.registry.client.discovery.ServiceSnapshot;
import io.movieinfo.registry.client.registration.HealthChecker;
import io.movieinfo.registry.client.registration.Registration;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.ServiceKey;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.ClassPathResource;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

@ExtendWith(OutputCaptureExtension.class)
class RegistryClientAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegistryClientAutoConfiguration.class))
		.withPropertyValues("registry.client.server-urls=http://127.0.0.1:1",
				"registry.client.discovery.initial-wait=0", "registry.client.discovery.cache.enabled=false");

	@Test
	void providesClientDiscoveryAndBalancer() {
		this.runner.run((context) -> {
			RegistryClient client = context.getBean(RegistryClient.class);
			assertThat(context.getBean(DiscoveryClient.class)).isSameAs(client.discovery());
			assertThat(context.getBean(LoadBalancer.class)).isSameAs(client.loadBalancer());
		});
	}

	@Test
	void defaultsAreTheDocumentedOnes() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(RegistryClientAutoConfiguration.class))
			.run((context) -> {
				RegistryClientProperties properties = context.getBean(RegistryClientProperties.class);
				assertThat(properties.serverUrls()).containsExactly("http://localhost:8761");
				assertThat(properties.namespace()).isEqualTo("default");
				assertThat(properties.discovery().initialWait()).isEqualTo(Duration.ofSeconds(2));
				assertThat(properties.discovery().cache().enabled()).isTrue();
				assertThat(properties.discovery().cache().directory()).isNull();
				assertThat(properties.health().interval()).isEqualTo(Duration.ofSeconds(1));
				assertThat(properties.health().timeout()).isEqualTo(Duration.ofSeconds(1));
				assertThat(properties.registration().enabled()).isTrue();
				assertThat(properties.registration().deregisterTimeout()).isEqualTo(Duration.ofSeconds(2));
				assertThat(properties.registration().failFast()).isFalse();
				assertThat(properties.registration().failFastTimeout()).isEqualTo(Duration.ofSeconds(10));
				assertThat(properties.health().group()).isNull();
				assertThat(properties.drain().timeout()).isEqualTo(Duration.ofSeconds(2));
				assertThat(properties.balancer().strategy()).isEqualTo("adaptive");
				assertThat(properties.balancer().ejection().enabled()).isTrue();
				assertThat(properties.balancer().services()).isEmpty();
				assertThat(properties.failover().attempts()).isEqualTo(3);
				assertThat(properties.instance().weight()).isEqualTo(100);
				assertThat(properties.instance().preferIpAddress()).isTrue();
			});
	}

	@Test
	void everythingIsOffWhenDisabled() {
		this.runner.withPropertyValues("registry.client.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(RegistryClient.class)
				.doesNotHaveBean(DiscoveryClient.class)
				.doesNotHaveBean(LoadBalancer.class)
				.doesNotHaveBean(RegistryClientProperties.class));
	}

	@Test
	void worksWithNothingElseOnTheClassPath() {
		this.runner
			.withConfiguration(AutoConfigurations.of(RegistryActuatorAutoConfiguration.class,
					RegistryEndpointsAutoConfiguration.class, RegistryMetricsAutoConfiguration.class,
					LoadBalancedHttpAutoConfiguration.class, RegistrationAutoConfiguration.class))
			.withPropertyValues("spring.application.name=batch", "registry.client.instance.port=9000")
			.withClassLoader(new FilteredClassLoader("org.springframework.web", "org.springframework.http",
					"org.springframework.boot.web.server", "org.springframework.boot.http",
					"org.springframework.boot.health", "org.springframework.boot.actuate",
					"org.springframework.boot.micrometer", "io.micrometer.core", "reactor", "jakarta.servlet"))
			.run((context) -> assertThat(context).hasSingleBean(RegistryClient.class));
	}

	@Test
	void ownBeansWin() {
		this.runner.withBean("mine", LoadBalancer.class, () -> mock(LoadBalancer.class))
			.withBean("mineToo", DiscoveryClient.class, () -> mock(DiscoveryClient.class))
			.run((context) -> {
				assertThat(context).hasSingleBean(LoadBalancer.class).hasBean("mine");
				assertThat(context).hasSingleBean(DiscoveryClient.class).hasBean("mineToo");
			});
	}

	@Test
	void ownClientWins() {
		RegistryClient own = RegistryClient.builder().build();
		this.runner.withBean("own", RegistryClient.class, () -> own).run((context) -> {
			assertThat(context).getBean(RegistryClient.class).isSameAs(own);
			assertThat(context).getBean(DiscoveryClient.class).isSameAs(own.discovery());
		});
	}

	@Test
	void clientIsOpenUntilAllOtherBeansAreGone() {
		Latecomer latecomer = new Latecomer();
		this.runner.withBean(Latecomer.class, () -> latecomer)
			.run((context) -> latecomer.client = context.getBean(RegistryClient.class));
		Registration registered = Objects.requireNonNull(latecomer.registered, "not registered");
		assertThat(registered.state()).isEqualTo(Registration.State.DEREGISTERED);
	}

	@Test
	void customizersAreCalledInTheirOrderAfterTheProperties() {
		this.runner.withUserConfiguration(Customizers.class)
			.withPropertyValues("registry.client.namespace=blue")
			.run((context) -> {
				assertThat(context.getBean(Customizers.class).called).containsExactly("first", "second");
				ServiceSnapshot snapshot = context.getBean(DiscoveryClient.class).getInstances("user-service");
				assertThat(snapshot.key()).isEqualTo(new ServiceKey("green", "user-service"));
			});
	}

	@Test
	void connectionDetailsWinOverTheProperty() {
		RegistryConnectionDetails details = () -> List.of(URI.create("http://127.0.0.1:2"));
		this.runner.withBean(RegistryConnectionDetails.class, () -> details)
			.withPropertyValues("registry.client.server-urls=not used")
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(RegistryConnectionDetails.class));
	}

	@Test
	void strategiesAreChosenPerApplicationAndPerService() {
		this.runner.withBean(OwnStrategy.class)
			.withPropertyValues("registry.client.balancer.strategy=random",
					"registry.client.balancer.services.user-service.strategy=own")
			.run((context) -> {
				ChosenStrategies strategies = new ChosenStrategies(context.getBean(RegistryClientProperties.class),
						context.getBeanProvider(BalancingStrategy.class).orderedStream());
				assertThat(strategies.forService(new ServiceKey("default", "user-service")))
					.isSameAs(context.getBean(OwnStrategy.class));
				assertThat(strategies.forService(new ServiceKey("default", "movie-service")).name())
					.isEqualTo("random");
				assertThat(strategies.forService(new ServiceKey("other", "user-service")).name()).isEqualTo("random");
			});
	}

	@ParameterizedTest
	@MethodSource("io.movieinfo.registry.balancer.BalancingStrategy#names")
	void everyStockStrategyCanBeChosen(String name) {
		this.runner.withPropertyValues("registry.client.balancer.strategy=" + name).run((context) -> {
			LoadBalancer balancer = context.getBean(LoadBalancer.class);
			ServiceKey service = new ServiceKey("default", "user-service");
			assertThatExceptionOfType(NoInstanceException.class)
				.isThrownBy(() -> balancer.pick(service, PickContext.NONE));
			assertThat(new ChosenStrategies(context.getBean(RegistryClientProperties.class), Stream.of())
				.forService(service)
				.name()).isEqualTo(name);
		});
	}

	@Test
	void rulesAreChosenPerApplicationAndPerService() {
		this.runner
			.withPropertyValues("registry.client.instance.zone=a", "registry.client.balancer.ejection.enabled=false",
					"registry.client.balancer.services.user-service.tags=blue,fast",
					"registry.client.balancer.services.user-service.meta.version=2")
			.run((context) -> {
				ChosenStrategies chosen = new ChosenStrategies(context.getBean(RegistryClientProperties.class),
						Stream.of());
				BalancingRules others = BalancingRules.DEFAULT.withZone("a").withEjection(false);
				assertThat(chosen.rulesFor(new ServiceKey("default", "movie-service"))).isEqualTo(others);
				assertThat(chosen.rulesFor(new ServiceKey("default", "user-service")))
					.isEqualTo(others.withSubset(List.of("blue", "fast"), Map.of("version", "2")));
				assertThat(chosen.forService(new ServiceKey("default", "user-service")).name()).isEqualTo("adaptive");
			});
	}

	@Test
	void subsetReachesTheBalancer(@TempDir Path directory) throws IOException {
		keepList(directory.resolve("home"));
		this.runner
			.withPropertyValues("spring.application.name=home", "registry.client.discovery.cache.enabled=true",
					"registry.client.discovery.cache.directory=" + directory,
					"registry.client.balancer.services.movie-service.tags=blue")
			.run((context) -> {
				LoadBalancer balancer = context.getBean(LoadBalancer.class);
				ServiceKey movies = new ServiceKey("default", "movie-service");
				context.getBean(DiscoveryClient.class).getInstances(movies);
				Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> balancer.explain(movies).listed() == 1);
				assertThat(balancer.explain(movies)).asString().contains("movie-1 is without tags [blue]");
			});
	}

	@Test
	void strategyBeanReplacesAStockStrategyOfItsName() {
		BalancingStrategy own = new OwnStrategy("adaptive");
		this.runner.withBean(BalancingStrategy.class, () -> own).run((context) -> {
			ChosenStrategies strategies = new ChosenStrategies(context.getBean(RegistryClientProperties.class),
					context.getBeanProvider(BalancingStrategy.class).orderedStream());
			assertThat(strategies.forService(new ServiceKey("default", "user-service"))).isSameAs(own);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "registry.client.server-url", "registry.client.instance.adress",
			"registry.client.intance.weight" })
	void misspelledPropertyIsRefusedByName(String property) {
		this.runner.withPropertyValues(property + "=1")
			.run((context) -> assertThat(context.getStartupFailure())
				.hasRootCauseInstanceOf(UnboundConfigurationPropertiesException.class)
				.rootCause()
				.hasMessageContaining(property));
	}

	@Test
	void listsAreFoundInTheDirectoryThatIsSetForTheApplication(@TempDir Path directory) throws IOException {
		keepList(directory.resolve("home"));
		ApplicationContextRunner home = this.runner.withPropertyValues("spring.application.name=home",
				"registry.client.discovery.cache.directory=" + directory);
		home.withPropertyValues("registry.client.discovery.cache.enabled=true")
			.run((context) -> Awaitility.await()
				.atMost(Duration.ofSeconds(20))
				.until(() -> context.getBean(DiscoveryClient.class)
					.getInstances("movie-service")
					.source() == ServiceSnapshot.Source.DISK));
		home.withPropertyValues("registry.client.discovery.initial-wait=300ms")
			.run((context) -> assertThat(context.getBean(DiscoveryClient.class).getInstances("movie-service").source())
				.isEqualTo(ServiceSnapshot.Source.REGISTRY));
	}

	@Test
	void directoryMayBeginWithTheUsersHome(@TempDir Path home) throws IOException {
		keepList(home.resolve("caches").resolve("home"));
		this.runner.withSystemProperties("user.home=" + home)
			.withPropertyValues("spring.application.name=home", "registry.client.discovery.cache.enabled=true",
					"registry.client.discovery.cache.directory=~/caches")
			.run((context) -> Awaitility.await()
				.atMost(Duration.ofSeconds(20))
				.until(() -> context.getBean(DiscoveryClient.class)
					.getInstances("movie-service")
					.source() == ServiceSnapshot.Source.DISK));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a\u0000b", "~somebody/caches" })
	void directoryThatCanBeNoneSaysWhatToWrite(String directory) {
		this.runner
			.withPropertyValues("registry.client.discovery.cache.enabled=true",
					"registry.client.discovery.cache.directory=" + directory)
			.run((context) -> {
				FailureAnalysis analysis = analyze(context.getStartupFailure());
				assertThat(analysis.getDescription()).startsWith("registry.client.discovery.cache.directory is ");
				assertThat(analysis.getAction()).contains("registry.client.discovery.cache.directory=/")
					.contains("registry.client.discovery.cache.enabled=false");
			});
	}

	@Test
	void unknownStrategyFailsNamingTheKnownOnes() {
		this.runner.withBean(OwnStrategy.class)
			.withPropertyValues("registry.client.balancer.services.user-service.strategy=fastest")
			.run((context) -> {
				FailureAnalysis analysis = analyze(context.getStartupFailure());
				assertThat(analysis.getDescription())
					.contains("registry.client.balancer.services.user-service.strategy is 'fastest'")
					.contains("own, random, round-robin");
				assertThat(analysis.getAction())
					.contains("registry.client.balancer.services.user-service.strategy=adaptive");
			});
	}

	@Test
	void hashHeaderIsTheServicesOwnElseTheApplications() {
		ServiceKey users = new ServiceKey("default", "user-service");
		ServiceKey movies = new ServiceKey("default", "movie-service");
		this.runner.run((context) -> assertThat(context.getBean(HashHeaders.class).header(users)).isNull());
		this.runner
			.withPropertyValues("registry.client.balancer.hash-header=X-User",
					"registry.client.balancer.services.movie-service.hash-header=X-Movie",
					"registry.client.balancer.services.home-service.hash-header=")
			.run((context) -> {
				HashHeaders headers = context.getBean(HashHeaders.class);
				assertThat(headers.header(users)).isEqualTo("X-User");
				assertThat(headers.header(movies)).isEqualTo("X-Movie");
				assertThat(headers.header(new ServiceKey("blue", "movie-service"))).isEqualTo("X-User");
				assertThat(headers.header(new ServiceKey("default", "home-service"))).isNull();
			});
	}

	@Test
	void hashHeaderThatNoStrategyGoesByIsWarnedOf(CapturedOutput output) {
		this.runner
			.withPropertyValues("registry.client.balancer.hash-header=X-User",
					"registry.client.balancer.services.movie-service.strategy=round-robin",
					"registry.client.balancer.services.movie-service.hash-header=X-Movie")
			.run((context) -> assertThat(output)
				.contains("registry.client.balancer.hash-header=X-User has no effect, because the strategy 'adaptive'")
				.contains("registry.client.balancer.services.movie-service.hash-header=X-Movie has no effect, "
						+ "because the strategy 'round-robin'")
				.contains("set registry.client.balancer.services.movie-service.strategy=consistent-hash"));
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "registry.client.balancer.strategy=consistent-hash", "registry.client.balancer.strategy=own",
					"registry.client.balancer.services.user-service.strategy=consistent-hash" })
	void hashHeaderThatAStrategyMayGoByIsNotWarnedOf(String property, CapturedOutput output) {
		this.runner.withBean(OwnStrategy.class)
			.withPropertyValues("registry.client.balancer.hash-header=X-User", property,
					"registry.client.balancer.services.home-service.hash-header=")
			.run((context) -> assertThat(output).doesNotContain("has no effect"));
	}

	@ParameterizedTest
	@CsvSource({ "hash-header, X User", "services.user-service.hash-header, X:User", "hash-header, x-user-bin" })
	void wrongHashHeaderSaysWhatToWrite(String property, String header) {
		this.runner.withPropertyValues("registry.client.balancer." + property + "=" + header).run((context) -> {
			FailureAnalysis analysis = analyze(context.getStartupFailure());
			assertThat(analysis.getDescription())
				.contains("registry.client.balancer." + property + " is '" + header + "'");
			assertThat(analysis.getAction()).endsWith("registry.client.balancer." + property + "=X-User-Id");
		});
	}

	@ParameterizedTest
	@CsvSource({ "localhost:8761, http://localhost:8761", "registry.example.org, http://registry.example.org",
			"10.0.0.5:8761, http://10.0.0.5:8761", "ftp://localhost, http://localhost:8761",
			"http://localhost:70000, http://localhost:8761", "http://local_host:8761, http://localhost:8761",
			"http://localhost:8761/eureka, http://localhost:8761" })
	void wrongServerUrlSaysWhatToWrite(String url, String suggestion) {
		this.runner.withPropertyValues("registry.client.server-urls=" + url).run((context) -> {
			FailureAnalysis analysis = analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("registry.client.server-urls is '" + url + "'");
			assertThat(analysis.getAction()).endsWith("registry.client.server-urls=" + suggestion);
		});
	}

	@Test
	void analysisSaysWhereTheValueWasRead() {
		MockEnvironment environment = new MockEnvironment();
		environment.getPropertySources()
			.addFirst(new OriginTrackedMapPropertySource("file", Map.of("registry.client.namespace",
					OriginTrackedValue.of("Blue Sky", new TextResourceOrigin(new ClassPathResource("application.yml"),
							new TextResourceOrigin.Location(2, 4))))));
		FailureAnalysis analysis = new InvalidRegistryPropertyFailureAnalyzer(environment)
			.analyze(new InvalidRegistryPropertyException("registry.client.namespace", "Blue Sky", "a name",
					"registry.client.namespace=default"));
		assertThat(Objects.requireNonNull(analysis).getDescription())
			.contains("It was read from class path resource [application.yml] - 3:5");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://a:8761,http://b:8761", "https://registry.example.org/", "ws://localhost:1" })
	void serverUrlsAreAccepted(String urls) {
		this.runner.withPropertyValues("registry.client.server-urls=" + urls)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@CsvSource({ "namespace, Blue Sky, default", "discovery.initial-wait, -1s, 2s", "health.interval, 0s, 1s",
			"health.timeout, -2s, 1s" })
	void wrongValueSaysWhatToWrite(String name, String value, String example) {
		this.runner.withPropertyValues("registry.client." + name + "=" + value).run((context) -> {
			FailureAnalysis analysis = analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).startsWith("registry.client." + name + " is ");
			assertThat(analysis.getAction()).endsWith("registry.client." + name + "=" + example);
		});
	}

	private static void keepList(Path directory) throws IOException {
		Files.createDirectories(directory);
		// the umask of some users lets their group write
		directory.toFile().setWritable(false, false);
		directory.toFile().setWritable(true, true);
		Files.writeString(directory.resolve("default_movie-service.json"),
				"""
						{"format":"movieinfo-registry-list","version":1,"namespace":"default","service":"movie-service",
						"server_urls":["http://127.0.0.1:1"],"cursor":"first.7","as_of":"2026-11-22T20:00:00Z",
						"instances":[{"namespace":"default","name":"movie-service","id":"movie-1","address":"10.0.0.1","port":80,
						"health":"healthy","enabled":true,"draining":false,"incarnation":7}]}
						""");
	}

	private static FailureAnalysis analyze(@Nullable Throwable failure) {
		Throwable present = Objects.requireNonNull(failure, "the context has started");
		return Objects.requireNonNull(new InvalidRegistryPropertyFailureAnalyzer(null).analyze(present),
				() -> "no analysis of " + present);
	}

	@Configuration(proxyBeanMethods = false)
	static class Customizers {

		final List<String> called = new ArrayList<>();

		@Bean
		@Order(2)
		RegistryClientCustomizer second() {
			return (builder) -> {
				this.called.add("second");
				builder.namespace("green");
			};
		}

		@Bean
		@Order(1)
		RegistryClientCustomizer first() {
			return (builder) -> this.called.add("first");
		}

	}

	/**
	 * Uses the client when it is destroyed itself.
	 */
	static class Latecomer implements DisposableBean {

		@Nullable RegistryClient client;

		@Nullable Registration registered;

		@Override
		public void destroy() {
			InstanceContent content = InstanceContent.builder("late").address("127.0.0.1").port(1).build();
			this.registered = Objects.requireNonNull(this.client).register(content, HealthChecker.ALWAYS_HEALTHY);
		}

	}

	static class OwnStrategy implements BalancingStrategy {

		private final String name;

		OwnStrategy() {
			this("own");
		}

		OwnStrategy(String name) {
			this.name = name;
		}

		@Override
		public String name() {
			return this.name;
		}

		@Override
		public Picker picker(EndpointSet endpoints) {
			return (context) -> null;
		}

	}

}
