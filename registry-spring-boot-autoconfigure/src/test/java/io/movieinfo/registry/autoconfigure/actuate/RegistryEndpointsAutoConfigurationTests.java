package io.movieinfo.registry.autoconfigure.actuate;

import java.lang.management.ManagementFactory;
import java.util.Set;
import javax.management.MBeanException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import io.movieinfo.registry.autoconfigure.RegistryClientAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jmx.JmxEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.info.InfoContributorAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jmx.JmxAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RegistryEndpointsAutoConfigurationTests {

	private static final Object[] NOTHING = {};

	private static final String[] NO_TYPES = {};

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(RegistryClientAutoConfiguration.class, RegistryEndpointsAutoConfiguration.class,
						EndpointAutoConfiguration.class, InfoContributorAutoConfiguration.class))
		.withPropertyValues("registry.client.server-urls=http://127.0.0.1:1",
				"registry.client.discovery.initial-wait=0", "registry.client.discovery.cache.enabled=false");

	@Test
	void endpointsAreThereWhenTheyAreExposed() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=registry,discovery")
			.run((context) -> assertThat(context).hasSingleBean(RegistryEndpoint.class)
				.hasSingleBean(RegistryEndpointWebExtension.class)
				.hasSingleBean(DiscoveryEndpoint.class));
	}

	@Test
	void endpointsAreNotThereUnlessTheyAreExposed() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(RegistryEndpoint.class)
			.doesNotHaveBean(RegistryEndpointWebExtension.class)
			.doesNotHaveBean(DiscoveryEndpoint.class));
	}

	@Test
	void accessIsDeniedLikeThatOfAnyOtherEndpoint() {
		this.runner
			.withPropertyValues("management.endpoints.web.exposure.include=*",
					"management.endpoint.registry.access=NONE", "management.endpoint.discovery.access=NONE")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(RegistryEndpoint.class)
				.doesNotHaveBean(DiscoveryEndpoint.class));
	}

	@Test
	void infoCanBeSwitchedOff() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(RegistryInfoContributor.class));
		this.runner.withPropertyValues("management.info.registry.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(RegistryInfoContributor.class));
	}

	@Test
	void everythingIsOffWhenTheClientIs() {
		this.runner.withPropertyValues("registry.client.enabled=false", "management.endpoints.web.exposure.include=*")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(RegistryEndpoint.class)
				.doesNotHaveBean(RegistryInfoContributor.class));
	}

	@Test
	void backsOffWithoutActuator() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RegistryClientAutoConfiguration.class,
					RegistryEndpointsAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
			.withPropertyValues("registry.client.server-urls=http://127.0.0.1:1",
					"registry.client.discovery.cache.enabled=false", "management.endpoints.web.exposure.include=*")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean("registryEndpoint")
				.doesNotHaveBean("registryDiscoveryEndpoint")
				.doesNotHaveBean("registryInfoContributor"));
	}

	@Test
	void ownBeansWin() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=*")
			.withBean("registryInfoContributor", String.class, () -> "mine")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RegistryInfoContributor.class));
	}

	@Test
	void worksOverJmxAndSaysWhatIsWrong() {
		this.runner
			.withConfiguration(AutoConfigurations.of(JmxAutoConfiguration.class, JmxEndpointAutoConfiguration.class))
			.withPropertyValues("spring.jmx.enabled=true",
					"management.endpoints.jmx.exposure.include=registry,discovery",
					"management.endpoints.jmx.domain=registry-test")
			.run((context) -> {
				assertThat(context).hasSingleBean(RegistryEndpoint.class)
					.doesNotHaveBean(RegistryEndpointWebExtension.class);
				MBeanServer server = ManagementFactory.getPlatformMBeanServer();
				ObjectName registry = only(server, "registry-test:type=Endpoint,name=Registry,*");
				ObjectName discovery = only(server, "registry-test:type=Endpoint,name=Discovery,*");
				assertThat(server.invoke(registry, "registry", NOTHING, NO_TYPES)).asString().contains("connected");
				assertThat(server.invoke(discovery, "services", NOTHING, NO_TYPES)).asString().contains("services");
				assertThatExceptionOfType(MBeanException.class)
					.isThrownBy(() -> server.invoke(registry, "act", new Object[] { "weight", "0", null },
							new String[] { "java.lang.String", "java.lang.String", "java.lang.String" }))
					.withStackTraceContaining("weight is '0', expected 1 to 1000, where 100 is normal");
			});
	}

	private static ObjectName only(MBeanServer server, String pattern) throws Exception {
		Set<ObjectName> names = server.queryNames(new ObjectName(pattern), null);
		assertThat(names).hasSize(1);
		return names.iterator().next();
	}

}
