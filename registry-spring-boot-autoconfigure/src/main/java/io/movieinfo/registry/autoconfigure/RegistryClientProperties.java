package io.movieinfo.registry.autoconfigure;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.movieinfo.registry.client.RegistryClient;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties of an application that uses the registry. A name that is none of them is
 * refused, lest a misspelled one be ignored. They hold what was written, not yet checked:
 * {@link InvalidRegistryPropertyException} is thrown where they are put to use.
 *
 * @param enabled Whether to use the registry at all.
 * @param serverUrls Base URLs of the registry's server nodes, tried in turn.
 * @param namespace Namespace to register in, and to look in for services that name none.
 * @param instance What is registered.
 * @param registration Whether and how to register.
 * @param drain How a stopping application gets its callers to leave it.
 * @param health How the application's health is evaluated.
 * @param discovery How services are looked up.
 * @param balancer How an instance is chosen for a request.
 * @param failover What happens when a chosen instance cannot be reached.
 */
@ConfigurationProperties(prefix = "registry.client", ignoreUnknownFields = false)
public record RegistryClientProperties(@DefaultValue("true") boolean enabled,
		@DefaultValue("http://localhost:8761") List<String> serverUrls, @DefaultValue("default") String namespace,
		@DefaultValue Instance instance, @DefaultValue Registration registration, @DefaultValue Drain drain,
		@DefaultValue Health health, @DefaultValue Discovery discovery, @DefaultValue Balancer balancer,
		@DefaultValue Failover failover) {

	/**
	 * What is registered.
	 *
	 * @param service Name of the service. Default is spring.application.name.
	 * @param id Id that is unique within the service. Default is service-address-port.
	 * @param address Host name or IP address that others connect to. Default is
	 * server.address, else an address of the preferred networks, else the local address
	 * of the route to the registry.
	 * @param port Port that others connect to. Default is the port that the web server
	 * listens on, or the gRPC server if there is no web server.
	 * @param preferIpAddress Whether to register a found address as an IP address rather
	 * than as a host name.
	 * @param preferredNetworks Networks, such as 10.1.0.0/16, whose local address is
	 * registered, the first match first.
	 * @param secure Whether others are to use TLS. Default is whether server.ssl is in
	 * use.
	 * @param zone Zone that the instance runs in.
	 * @param weight Share of the traffic, from 1 to 1000, where 100 is normal.
	 * @param tags Tags of the instance.
	 * @param meta Free key-value pairs of the instance.
	 */
	public record Instance(@Nullable String service, @Nullable String id, @Nullable String address,
			@Nullable Integer port, @DefaultValue("true") boolean preferIpAddress,
			@DefaultValue List<String> preferredNetworks, @Nullable Boolean secure, @Nullable String zone,
			@DefaultValue("100") int weight, @DefaultValue List<String> tags, @DefaultValue Map<String, String> meta) {

	}

	/**
	 * Whether and how to register.
	 *
	 * @param enabled Whether to register the application; without it services can still
	 * be discovered and called.
	 * @param failFast Whether the application's start fails if it cannot be registered;
	 * without it the application starts, and is registered as soon as the registry is
	 * there.
	 * @param failFastTimeout Longest time that a start waits to be registered, if it is
	 * to fail otherwise.
	 * @param deregisterTimeout Longest time that a stopping application waits for the
	 * registry to confirm that it is gone.
	 */
	public record Registration(@DefaultValue("true") boolean enabled, @DefaultValue("false") boolean failFast,
			@DefaultValue("10s") Duration failFastTimeout, @DefaultValue("2s") Duration deregisterTimeout) {

	}

	/**
	 * How a stopping application gets its callers to leave it.
	 *
	 * @param timeout Longest time that a stopping application waits, before anything of
	 * it stops, until no caller picks it any more; 0 does without.
	 */
	public record Drain(@DefaultValue("2s") Duration timeout) {

	}

	/**
	 * How the application's health is evaluated.
	 *
	 * @param interval Time between two evaluations.
	 * @param timeout Time limit of an evaluation, over which the instance counts as
	 * unhealthy.
	 * @param group Name of the Actuator health group whose indicators are reported, such
	 * as readiness. Default is all indicators.
	 */
	public record Health(@DefaultValue("1s") Duration interval, @DefaultValue("1s") Duration timeout,
			@Nullable String group) {

	}

	/**
	 * How services are looked up.
	 *
	 * @param initialWait Longest time that the first look-up of a service waits for the
	 * registry's answer.
	 * @param cache What is kept on disk for a start while the registry is away.
	 */
	public record Discovery(@DefaultValue("2s") Duration initialWait, @DefaultValue Cache cache) {

	}

	/**
	 * What is kept on disk for a start while the registry is away.
	 *
	 * @param enabled Whether to keep the last known lists of services on disk.
	 * @param directory Directory in which each application gets one of its own for its
	 * lists; ~/ at its beginning stands for the user's home. Default is
	 * movieinfo-registry in the user's directory for caches.
	 */
	public record Cache(@DefaultValue("true") boolean enabled, @Nullable String directory) {

		private static final String DIRECTORY = "registry.client.discovery.cache.directory";

		void applyTo(RegistryClient.Builder builder) {
			if (!this.enabled) {
				builder.withoutCache();
			}
			else if (this.directory == null) {
				builder.cacheInUserDirectory();
			}
			else {
				builder.cacheIn(path(this.directory));
			}
		}

		private static Path path(String directory) {
			try {
				if (directory.equals("~") || directory.startsWith("~/")) {
					return Path.of(System.getProperty("user.home") + directory.substring(1));
				}
				// no shell expands another user's home here
				if (!directory.isBlank() && !directory.startsWith("~")) {
					return Path.of(directory);
				}
			}
			catch (InvalidPathException ex) {
				// answered below
			}
			throw new InvalidRegistryPropertyException(DIRECTORY, directory, "a directory",
					DIRECTORY + "=/var/cache/registry, or registry.client.discovery.cache.enabled=false");
		}

	}

	/**
	 * How an instance is chosen for a request.
	 *
	 * @param strategy Name of the balancing strategy of all services that have none of
	 * their own.
	 * @param hashHeader Name of the request header, or gRPC metadata, whose value is the
	 * key of a request, for consistent-hash, of all services that have none of their own.
	 * @param ejection What happens to instances whose calls fail.
	 * @param services Settings of single services, by service name.
	 */
	public record Balancer(@DefaultValue("adaptive") String strategy, @Nullable String hashHeader,
			@DefaultValue Ejection ejection, @DefaultValue Map<String, ServiceBalancer> services) {

	}

	/**
	 * What happens to instances whose calls fail.
	 *
	 * @param enabled Whether to leave an instance alone for a while when calls to it
	 * fail.
	 */
	public record Ejection(@DefaultValue("true") boolean enabled) {

	}

	/**
	 * How an instance of one service is chosen for a request.
	 *
	 * @param strategy Name of the service's balancing strategy.
	 * @param hashHeader Name of the request header, or gRPC metadata, whose value is the
	 * key of a request, for consistent-hash; an empty one does without.
	 * @param tags Tags that an instance must have, all of them, to be called.
	 * @param meta Key-value pairs that an instance must have, all of them, to be called.
	 */
	public record ServiceBalancer(@Nullable String strategy, @Nullable String hashHeader,
			@DefaultValue List<String> tags, @DefaultValue Map<String, String> meta) {

	}

	/**
	 * What happens when a chosen instance cannot be reached.
	 *
	 * @param enabled Whether to try the next instance.
	 * @param maxAttempts Most instances that are tried for one request, the first
	 * included.
	 * @param retryBudgetPercent How many of 100 calls of a service may be repeated at
	 * another instance, so that its outage is not multiplied; 0 repeats none.
	 */
	public record Failover(@DefaultValue("true") boolean enabled, @DefaultValue("3") int maxAttempts,
			@DefaultValue("20") int retryBudgetPercent) {

		/**
		 * Returns how many instances are tried for one request.
		 * @throws InvalidRegistryPropertyException if less than one is asked for
		 */
		public int attempts() {
			if (this.maxAttempts < 1) {
				throw new InvalidRegistryPropertyException("registry.client.failover.max-attempts", this.maxAttempts,
						"1 or more",
						"registry.client.failover.max-attempts=3, or registry.client.failover.enabled=false");
			}
			return this.enabled ? this.maxAttempts : 1;
		}

		/**
		 * Returns how many of 100 calls may be repeated.
		 * @throws InvalidRegistryPropertyException if it is no percentage
		 */
		public int budgetPercent() {
			if (this.retryBudgetPercent < 0 || this.retryBudgetPercent > 100) {
				throw new InvalidRegistryPropertyException("registry.client.failover.retry-budget-percent",
						this.retryBudgetPercent, "0 to 100", "registry.client.failover.retry-budget-percent=20");
			}
			return this.retryBudgetPercent;
		}

	}

}
