package io.movieinfo.registry.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

import io.movieinfo.registry.balancer.BalancingStrategy;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.client.discovery.DiscoveryClient;
import io.movieinfo.registry.client.registration.HealthChecker;
import io.movieinfo.registry.client.registration.Registration;
import io.movieinfo.registry.client.transport.SessionState;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.ServiceKey;

/**
 * A process's client of the registry. One per process is enough. Thread-safe.
 * <p>
 * Everything works from the moment it is made, as well as it can without a session; the
 * client connects from {@link #start} on, and keeps trying for as long as it takes. All
 * its threads are daemons, and end after {@link #close}.
 */
@SuppressWarnings("DoNotCallSuggester") // bodies follow
public final class RegistryClient implements AutoCloseable {

	private RegistryClient() {
	}

	private static RuntimeException pending() {
		return new UnsupportedOperationException();
	}

	/**
	 * Returns a builder with the default of every setting.
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Begins to connect. Returns at once, and never fails because the registry is away.
	 * Idempotent; without effect once closed.
	 */
	public void start() {
		throw pending();
	}

	/**
	 * Ends the registrations that are left, then the session. What was known of services
	 * stays readable. Blocks for at most about two seconds, and not noticeably if there
	 * are no registrations left. Idempotent, never fails.
	 */
	@Override
	public void close() {
		throw pending();
	}

	/**
	 * Returns the local view of services; always the same object.
	 */
	public DiscoveryClient discovery() {
		throw pending();
	}

	/**
	 * Returns the balancer over the local view; always the same object.
	 */
	public LoadBalancer loadBalancer() {
		throw pending();
	}

	/**
	 * Registers an instance, and keeps it registered. Never blocks; works through the
	 * absence of the registry. It is a new start of the instance, which fences every
	 * earlier one of the same id, in this process and in others.
	 * @param content what to register
	 * @param checker says how the instance is
	 * @throws InvalidFieldException if the content's message would exceed the largest
	 * frame
	 * @throws IllegalStateException if the client is closed, or already keeps an instance
	 * of that key registered
	 */
	public Registration register(InstanceContent content, HealthChecker checker) {
		throw pending();
	}

	/**
	 * Returns how the session is at present, for people.
	 */
	public SessionState session() {
		throw pending();
	}

	/**
	 * Collects a client's settings. Not thread-safe.
	 */
	public static final class Builder {

		private Builder() {
		}

		/**
		 * Sets where the registry's nodes are. The client has a session with one at a
		 * time, and goes on to the next if it fails. Default
		 * {@code http://localhost:8761}.
		 * @param serverUrls each with scheme http, https, ws or wss, a host, possibly a
		 * port, and nothing else
		 * @throws InvalidFieldException for the field {@code server-urls}, if there is
		 * none, or one is different
		 */
		public Builder serverUrls(List<URI> serverUrls) {
			return this;
		}

		/**
		 * Sets the namespace of look-ups by name alone. Default {@code default}.
		 * @throws InvalidFieldException if it can be no namespace's name
		 */
		public Builder namespace(String namespace) {
			return this;
		}

		/**
		 * Sets the application's name, for people. Default {@code application}.
		 */
		public Builder application(String application) {
			return this;
		}

		/**
		 * Sets the process's name, for people. Default is the process id.
		 */
		public Builder process(String process) {
			return this;
		}

		/**
		 * Sets how long the first look-up of a service waits at most. Default 2 s; zero
		 * never waits.
		 * @throws InvalidFieldException if it is negative
		 */
		public Builder initialWait(Duration initialWait) {
			return this;
		}

		/**
		 * Sets how long connecting to one server may take, until it has welcomed the
		 * client. Default 3 s.
		 * @throws InvalidFieldException if it is not positive
		 */
		public Builder connectTimeout(Duration connectTimeout) {
			return this;
		}

		/**
		 * Sets how often the health of registered instances is evaluated. Default 1 s.
		 * @throws InvalidFieldException if it is not positive
		 */
		public Builder healthInterval(Duration healthInterval) {
			return this;
		}

		/**
		 * Sets how long one evaluation may take. Default 1 s.
		 * @throws InvalidFieldException if it is not positive
		 */
		public Builder healthTimeout(Duration healthTimeout) {
			return this;
		}

		/**
		 * Sets how services are balanced. Default is a round-robin of its own for each.
		 * @param strategy asked once for each service, on any thread
		 */
		public Builder strategy(Function<ServiceKey, BalancingStrategy> strategy) {
			return this;
		}

		/**
		 * Makes the client; nothing is started yet.
		 */
		public RegistryClient build() {
			throw pending();
		}

	}

}
