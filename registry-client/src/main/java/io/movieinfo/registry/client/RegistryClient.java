package io.movieinfo.registry.client;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import io.movieinfo.registry.balancer.BalancingRules;
import io.movieinfo.registry.balancer.BalancingStrategy;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.client.discovery.Discovery;
import io.movieinfo.registry.client.discovery.DiscoveryClient;
import io.movieinfo.registry.client.discovery.DiscoveryStatistics;
import io.movieinfo.registry.client.discovery.cache.ListCache;
import io.movieinfo.registry.client.registration.HealthChecker;
import io.movieinfo.registry.client.registration.HealthTiming;
import io.movieinfo.registry.client.registration.Registrar;
import io.movieinfo.registry.client.registration.Registration;
import io.movieinfo.registry.client.registration.RegistrationListener;
import io.movieinfo.registry.client.transport.ClientThread;
import io.movieinfo.registry.client.transport.RecentError;
import io.movieinfo.registry.client.transport.Session;
import io.movieinfo.registry.client.transport.SessionSettings;
import io.movieinfo.registry.client.transport.SessionState;
import io.movieinfo.registry.client.transport.SessionStatistics;
import io.movieinfo.registry.client.transport.Surroundings;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.Names;
import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process's client of the registry. One per process is enough. Thread-safe.
 * <p>
 * Everything works from the moment it is made, as well as it can without a session; the
 * client connects from {@link #start} on, and keeps trying for as long as it takes. All
 * its threads are daemons, and end after {@link #close}.
 */
public final class RegistryClient implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(RegistryClient.class);

	private final ClientThread thread;

	private final Session session;

	private final Discovery discovery;

	private final Registrar registrar;

	private RegistryClient(Builder settings) {
		SessionSettings sessionSettings = new SessionSettings(settings.serverUrls, settings.namespace,
				settings.application, settings.process, settings.connectTimeout, settings.firstPause,
				settings.longestPause);
		Surroundings around = settings.surroundings.get();
		this.thread = around.thread();
		this.session = new Session(sessionSettings, this.thread, around.connector(), around.clock(), around.random());
		// registrations come first in a new session: others wait for this process
		this.registrar = new Registrar(this.session, this.thread,
				new HealthTiming(settings.healthInterval, settings.healthTimeout),
				() -> around.executors().apply("registry-client-health"), around.startIds());
		this.discovery = new Discovery(this.session, this.thread, settings.namespace, settings.initialWait,
				settings.strategy, settings.rules, around.executors().apply("registry-client-listeners"),
				cache(settings, around), around.clock());
	}

	private static ListCache cache(Builder settings, Surroundings around) {
		return (settings.cacheDirectory == null) ? ListCache.none()
				: ListCache.onDisk(settings.cacheDirectory, settings.application, settings.serverUrls, around.thread(),
						around.executors().apply("registry-client-disk"));
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
		this.session.start();
	}

	/**
	 * Ends the registrations that are left, then the session. What was known of services
	 * stays readable, and is written to disk if it is to be kept there. Blocks for at
	 * most about three seconds, and not noticeably if there is neither a registration
	 * left nor anything to write. Idempotent, never fails.
	 */
	@Override
	public void close() {
		this.registrar.close();
		this.session.close();
		this.discovery.close();
		this.thread.close();
	}

	/**
	 * Returns the local view of services; always the same object.
	 */
	public DiscoveryClient discovery() {
		return this.discovery.client();
	}

	/**
	 * Returns the balancer over the local view; always the same object.
	 */
	public LoadBalancer loadBalancer() {
		return this.discovery.loadBalancer();
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
		return this.registrar.register(content, checker);
	}

	/**
	 * Returns the registrations that this client keeps, and those that newer processes
	 * have superseded, in the order of their keys.
	 */
	public List<Registration> registrations() {
		return this.registrar.registrations();
	}

	/**
	 * Has a listener told of every registration that the registry confirms from now on.
	 */
	public void addRegistrationListener(RegistrationListener listener) {
		this.registrar.addListener(listener);
	}

	/**
	 * Returns what is known and was counted of the services that this client was asked
	 * for, for people and metrics; always the same object.
	 */
	public DiscoveryStatistics discoveryStatistics() {
		return this.discovery.statistics();
	}

	/**
	 * Returns what was counted of the sessions so far, for people and metrics.
	 */
	public SessionStatistics sessionStatistics() {
		return this.session.statistics();
	}

	/**
	 * Returns what went wrong lately between this client and the registry, the latest
	 * first: at most 20 different errors, each with how often it came.
	 */
	public List<RecentError> recentErrors() {
		return this.session.recentErrors();
	}

	/**
	 * Returns how the session is at present, for people.
	 */
	public SessionState session() {
		return this.session.state();
	}

	/**
	 * Collects a client's settings. Not thread-safe.
	 */
	public static final class Builder {

		private List<URI> serverUrls = List.of(URI.create("http://localhost:8761"));

		private String namespace = Names.DEFAULT_NAMESPACE;

		private String application = "application";

		private String process = Long.toString(ProcessHandle.current().pid());

		private Duration initialWait = Duration.ofSeconds(2);

		private Duration connectTimeout = Duration.ofSeconds(3);

		private Duration firstPause = SessionSettings.FIRST_PAUSE;

		private Duration longestPause = SessionSettings.LONGEST_PAUSE;

		private Duration healthInterval = HealthTiming.DEFAULT.interval();

		private Duration healthTimeout = HealthTiming.DEFAULT.timeout();

		private Function<ServiceKey, BalancingStrategy> strategy = (service) -> BalancingStrategy.adaptive();

		private Function<ServiceKey, BalancingRules> rules = (service) -> BalancingRules.DEFAULT;

		private Supplier<Surroundings> surroundings = Surroundings::real;

		private @Nullable Path cacheDirectory;

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
			this.serverUrls = SessionSettings.checkServerUrls(serverUrls);
			return this;
		}

		/**
		 * Sets the namespace of look-ups by name alone. Default {@code default}.
		 * @throws InvalidFieldException if it can be no namespace's name
		 */
		public Builder namespace(String namespace) {
			this.namespace = Names.namespace("namespace", namespace);
			return this;
		}

		/**
		 * Sets the application's name, for people. Default {@code application}.
		 */
		public Builder application(String application) {
			this.application = application;
			return this;
		}

		/**
		 * Sets the process's name, for people. Default is the process id.
		 */
		public Builder process(String process) {
			this.process = process;
			return this;
		}

		/**
		 * Sets how long the first look-up of a service waits at most. Default 2 s; zero
		 * never waits.
		 * @throws InvalidFieldException if it is negative
		 */
		public Builder initialWait(Duration initialWait) {
			this.initialWait = notNegative(initialWait);
			return this;
		}

		/**
		 * Sets how long connecting to one server may take, until it has welcomed the
		 * client. Default 3 s.
		 * @throws InvalidFieldException if it is not positive
		 */
		public Builder connectTimeout(Duration connectTimeout) {
			this.connectTimeout = positive("connect-timeout", connectTimeout);
			return this;
		}

		/**
		 * Sets how often the health of registered instances is evaluated. Default 1 s.
		 * @throws InvalidFieldException if it is not positive
		 */
		public Builder healthInterval(Duration healthInterval) {
			this.healthInterval = positive("health.interval", healthInterval);
			return this;
		}

		/**
		 * Sets how long one evaluation may take. Default 1 s.
		 * @throws InvalidFieldException if it is not positive
		 */
		public Builder healthTimeout(Duration healthTimeout) {
			this.healthTimeout = positive("health.timeout", healthTimeout);
			return this;
		}

		/**
		 * Sets how services are balanced. Default is an adaptive strategy of its own for
		 * each.
		 * @param strategy asked once for each service, on any thread
		 */
		public Builder strategy(Function<ServiceKey, BalancingStrategy> strategy) {
			this.strategy = strategy;
			return this;
		}

		/**
		 * Sets which instances of services are picked from, whatever the strategy.
		 * Default is {@link BalancingRules#DEFAULT} for all.
		 * @param rules asked once for each service, on any thread; must not fail
		 */
		public Builder balancingRules(Function<ServiceKey, BalancingRules> rules) {
			this.rules = rules;
			return this;
		}

		/**
		 * Keeps the last known lists of services on disk, in a directory of the
		 * application's own below the given one, so that a start while the registry is
		 * away finds them. Default is to keep none. Made when there is something to keep;
		 * only its owner can read what is there. What goes wrong with it is logged and
		 * harms nothing else.
		 */
		public Builder cacheIn(Path directory) {
			this.cacheDirectory = directory;
			return this;
		}

		/**
		 * Keeps the last known lists of services in the user's directory for caches:
		 * {@code $XDG_CACHE_HOME} or {@code ~/.cache}, {@code ~/Library/Caches} on macOS,
		 * {@code %LOCALAPPDATA%} on Windows, there in {@code movieinfo-registry}. A user
		 * without a home has none, which is logged.
		 * @see #cacheIn
		 */
		public Builder cacheInUserDirectory() {
			this.cacheDirectory = ListCache.userDirectory().orElse(null);
			if (this.cacheDirectory == null) {
				logger.info("The user has no home directory, so no lists of services are kept on disk");
			}
			return this;
		}

		/**
		 * Keeps nothing on disk. The default.
		 */
		public Builder withoutCache() {
			this.cacheDirectory = null;
			return this;
		}

		/**
		 * Sets the pauses between attempts, for tests.
		 */
		Builder pauses(Duration first, Duration longest) {
			this.firstPause = first;
			this.longestPause = longest;
			return this;
		}

		/**
		 * Sets what the client finds around it, for tests.
		 */
		Builder surroundings(Surroundings surroundings) {
			this.surroundings = () -> surroundings;
			return this;
		}

		/**
		 * Makes the client; nothing is started yet.
		 */
		public RegistryClient build() {
			return new RegistryClient(this);
		}

		private static Duration notNegative(Duration initialWait) {
			if (initialWait.isNegative()) {
				throw new InvalidFieldException("initial-wait", initialWait, "zero or a positive duration");
			}
			return initialWait;
		}

		private static Duration positive(String field, Duration duration) {
			if (duration.isZero() || duration.isNegative()) {
				throw new InvalidFieldException(field, duration, "a positive duration");
			}
			return duration;
		}

	}

}
