package io.movieinfo.registry.server.app;

import java.net.InetAddress;
import java.net.UnknownHostException;

import io.micrometer.core.instrument.MeterRegistry;
import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.RegistryObserver;
import io.movieinfo.registry.server.lease.GuardSettings;
import io.movieinfo.registry.server.lease.LeaseSettings;
import io.movieinfo.registry.server.probe.Prober;
import io.movieinfo.registry.server.probe.TcpProber;
import io.movieinfo.registry.server.store.EmbeddedStore;
import io.movieinfo.registry.server.store.MemoryStore;
import io.movieinfo.registry.server.store.RegistryStore;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Makes the registry. It is started while beans are made, and so before the web server
 * accepts; it is closed when they are destroyed, after the web server has stopped.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RegistryServerProperties.class)
class RegistryConfiguration {

	@Bean
	StoreState storeState() {
		return new StoreState();
	}

	@Bean
	Prober prober(RegistryServerProperties properties, MeterRegistry meters) {
		RegistryServerProperties.Probe probe = properties.probe();
		return probe.enabled() ? new ObservedProber(TcpProber.start(probe.timeout()), meters) : Prober.OFF;
	}

	@Bean(initMethod = "start", destroyMethod = "close")
	Registry registry(RegistryServerProperties properties, StoreState state, Prober prober, RegistryObserver observer,
			MeterRegistry meters) {
		RegistryServerProperties.Lease lease = properties.lease();
		RegistryServerProperties.Guard guard = properties.guard();
		String node = properties.node();
		return Registry.builder()
			.node((node != null) ? node : hostName())
			.leases(new LeaseSettings(lease.ttl(), lease.heartbeatInterval(), lease.evictAfter(), guard.startHold()))
			.guard(new GuardSettings(guard.servicePercent(), guard.registryPercent(), guard.registryLeast(),
					guard.sessionsPercent(), guard.sessionsLeast(), guard.releasePercent()))
			.prober(prober)
			.store(new ObservedStore(store(properties), state, meters))
			.observer(observer)
			.build();
	}

	/**
	 * Sessions end and heartbeats stay away because this server stops: that is held
	 * against nobody.
	 */
	@Bean
	ApplicationListener<ContextClosedEvent> decisionsEnd(Registry registry) {
		return (event) -> registry.stopDeciding();
	}

	private static RegistryStore store(RegistryServerProperties properties) {
		return switch (properties.store()) {
			case EMBEDDED -> new EmbeddedStore(properties.dataDir());
			case MEMORY -> new MemoryStore();
		};
	}

	private static String hostName() {
		try {
			return InetAddress.getLocalHost().getHostName();
		}
		catch (UnknownHostException ex) {
			// the host does not know its own name
			return "localhost";
		}
	}

}
