package io.movieinfo.registry.autoconfigure.cloud;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

import io.movieinfo.registry.autoconfigure.RegistryClientAutoConfiguration;
import io.movieinfo.registry.client.RegistryClient;
import io.movieinfo.registry.client.discovery.DiscoveryClient;
import io.movieinfo.registry.client.discovery.ServiceSnapshot;
import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.client.CommonsClientAutoConfiguration;
import org.springframework.cloud.client.ReactiveCommonsClientAutoConfiguration;
import org.springframework.cloud.client.discovery.ReactiveDiscoveryClient;
import org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClient;
import org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.discovery.composite.reactive.ReactiveCompositeDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.discovery.health.DiscoveryClientHealthIndicator;
import org.springframework.cloud.client.discovery.simple.SimpleDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.discovery.simple.reactive.SimpleReactiveDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.serviceregistry.Registration;
import org.springframework.cloud.client.serviceregistry.ServiceRegistry;
import org.springframework.cloud.commons.util.UtilAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

class CloudDiscoveryAutoConfigurationTests {

	private static final ServiceKey MOVIES = new ServiceKey("cinema", "movie-service");

	private static final ServiceInstance MOVIE = new ServiceInstance(InstanceContent.builder("movie-service")
		.namespace("cinema")
		.id("movie-1")
		.address("::1")
		.port(9002)
		.secure(true)
		.zone("a")
		.meta(Map.of("colour", "blue"))
		.build(), Health.HEALTHY, null, false, 1);

	private final DiscoveryClient registry = mock(DiscoveryClient.class);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegistryClientAutoConfiguration.class,
				CloudDiscoveryAutoConfiguration.class, CloudLoadBalancerAutoConfiguration.class,
				UtilAutoConfiguration.class, CompositeDiscoveryClientAutoConfiguration.class,
				ReactiveCompositeDiscoveryClientAutoConfiguration.class, SimpleDiscoveryClientAutoConfiguration.class,
				SimpleReactiveDiscoveryClientAutoConfiguration.class, CommonsClientAutoConfiguration.class,
				ReactiveCommonsClientAutoConfiguration.class))
		.withPropertyValues("registry.client.namespace=cinema", "spring.cloud.loadbalancer.enabled=false")
		.withBean(RegistryClient.class, () -> mock(RegistryClient.class))
		.withBean(DiscoveryClient.class, () -> this.registry);

	CloudDiscoveryAutoConfigurationTests() {
		given(this.registry.getInstances(any(ServiceKey.class)))
			.willAnswer((call) -> ServiceSnapshot.unreachable(call.getArgument(0)));
		given(this.registry.getInstances(MOVIES)).willReturn(listed());
		given(this.registry.services()).willReturn(List.of(MOVIES, new ServiceKey("default", "other-service")));
	}

	@Test
	void instancesAreTheRegistrys() {
		this.runner.run((context) -> assertThat(cloud(context).getInstances("movie-service")).singleElement()
			.satisfies((instance) -> {
				assertThat(instance.getServiceId()).isEqualTo("movie-service");
				assertThat(instance.getInstanceId()).isEqualTo("movie-1");
				assertThat(instance.getHost()).isEqualTo("[::1]");
				assertThat(instance.getPort()).isEqualTo(9002);
				assertThat(instance.isSecure()).isTrue();
				assertThat(instance.getUri()).hasToString("https://[::1]:9002");
				assertThat(instance.getMetadata()).containsOnly(Map.entry("colour", "blue"), Map.entry("zone", "a"),
						Map.entry("weight", "100"));
			}));
	}

	@Test
	void reactiveInstancesAreTheSame() {
		this.runner.run((context) -> {
			ReactiveDiscoveryClient client = context.getBean(RegistryReactiveDiscoveryClient.class);
			assertThat(client.getInstances("movie-service").collectList().block())
				.isEqualTo(cloud(context).getInstances("movie-service"));
			assertThat(context.getBean(ReactiveDiscoveryClient.class).getInstances("movie-service").blockFirst())
				.isNotNull();
		});
	}

	@Test
	void reactiveLookUpIsMadeWhereItMayWaitUntilTheServiceIsKnown() {
		this.runner.run((context) -> {
			List<Boolean> mayNotWait = new CopyOnWriteArrayList<>();
			AtomicReference<ServiceSnapshot> snapshot = new AtomicReference<>(ServiceSnapshot.unreachable(MOVIES));
			given(this.registry.getInstances(MOVIES)).willAnswer((call) -> {
				mayNotWait.add(Schedulers.isInNonBlockingThread());
				return snapshot.get();
			});
			Flux<?> lookUp = context.getBean(RegistryReactiveDiscoveryClient.class)
				.getInstances("movie-service")
				.subscribeOn(Schedulers.parallel());
			lookUp.collectList().block(Duration.ofMinutes(1));
			snapshot.set(listed());
			lookUp.collectList().block(Duration.ofMinutes(1));
			snapshot.set(ServiceSnapshot.unreachable(MOVIES));
			lookUp.collectList().block(Duration.ofMinutes(1));
			assertThat(mayNotWait).containsExactly(false, false, true);
		});
	}

	@Test
	void servicesAreThoseAskedForInTheOwnNamespace() {
		this.runner.run((context) -> {
			assertThat(context.getBean(RegistryDiscoveryClient.class).getServices()).containsExactly("movie-service");
			assertThat(context.getBean(RegistryReactiveDiscoveryClient.class).getServices().collectList().block())
				.containsExactly("movie-service");
		});
	}

	@Test
	void registryIsAskedBeforeTheConfigurationsList() {
		this.runner
			.withPropertyValues("spring.cloud.discovery.client.simple.instances.movie-service[0].uri=http://static:1",
					"spring.cloud.discovery.client.simple.instances.old-service[0].uri=http://static:2",
					"spring.cloud.discovery.client.simple.instances.old_one[0].uri=http://static:3")
			.run((context) -> {
				assertThat(cloud(context)).isInstanceOf(CompositeDiscoveryClient.class);
				assertThat(cloud(context).getInstances("movie-service")).singleElement()
					.isInstanceOf(RegistryServiceInstance.class);
				assertThat(cloud(context).getInstances("old-service")).singleElement()
					.satisfies((instance) -> assertThat(instance.getUri()).hasToString("http://static:2"));
				assertThat(cloud(context).getInstances("old_one")).singleElement()
					.satisfies((instance) -> assertThat(instance.getUri()).hasToString("http://static:3"));
			});
	}

	@Test
	void healthIndicatorAsksTheRegistryNothing() {
		this.runner.run((context) -> {
			context.getBean(DiscoveryClientHealthIndicator.class).health();
			verify(this.registry, times(0)).getInstances(any(ServiceKey.class));
		});
	}

	@Test
	void nothingOfSpringCloudsRegistersTheApplication() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(ServiceRegistry.class)
			.doesNotHaveBean(Registration.class));
	}

	@Test
	void springCloudsSwitchesHold() {
		this.runner.withPropertyValues("spring.cloud.discovery.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(RegistryDiscoveryClient.class)
				.doesNotHaveBean(RegistryReactiveDiscoveryClient.class));
		this.runner.withPropertyValues("spring.cloud.discovery.blocking.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(RegistryDiscoveryClient.class)
				.hasSingleBean(RegistryReactiveDiscoveryClient.class));
		this.runner.withPropertyValues("spring.cloud.discovery.reactive.enabled=false")
			.run((context) -> assertThat(context).hasSingleBean(RegistryDiscoveryClient.class)
				.doesNotHaveBean(RegistryReactiveDiscoveryClient.class));
	}

	@Test
	void withoutRegistryClientThereIsNothing() {
		this.runner.withPropertyValues("registry.client.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(RegistryDiscoveryClient.class)
				.doesNotHaveBean(RegistryReactiveDiscoveryClient.class)
				.doesNotHaveBean(RegistryBalancers.class));
	}

	@Test
	void withoutWebClientThereIsNoReactiveClient() {
		this.runner.withClassLoader(new FilteredClassLoader(WebClient.class))
			.run((context) -> assertThat(context).hasSingleBean(RegistryDiscoveryClient.class)
				.doesNotHaveBean(RegistryReactiveDiscoveryClient.class));
	}

	@Test
	void withoutSpringCloudTheApplicationStarts() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RegistryClientAutoConfiguration.class,
					CloudDiscoveryAutoConfiguration.class, CloudLoadBalancerAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.cloud", "reactor"))
			.withBean(RegistryClient.class, () -> mock(RegistryClient.class))
			.withBean(DiscoveryClient.class, () -> this.registry)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(CloudDiscoveryAutoConfiguration.class)
				.doesNotHaveBean(CloudLoadBalancerAutoConfiguration.class));
	}

	private static ServiceSnapshot listed() {
		return ServiceSnapshot.of(MOVIES, true, List.of(MOVIE), new Cursor("first", 1), true, Instant.EPOCH);
	}

	private static org.springframework.cloud.client.discovery.DiscoveryClient cloud(ApplicationContext context) {
		return context.getBean(org.springframework.cloud.client.discovery.DiscoveryClient.class);
	}

}
