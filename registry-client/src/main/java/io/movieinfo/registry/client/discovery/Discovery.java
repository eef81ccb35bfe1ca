package io.movieinfo.registry.client.discovery;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;

import io.movieinfo.registry.balancer.BalancingRules;
import io.movieinfo.registry.balancer.BalancingStrategy;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.balancer.ServiceEndpoints;
import io.movieinfo.registry.client.discovery.cache.ListCache;
import io.movieinfo.registry.client.transport.ClientThread;
import io.movieinfo.registry.client.transport.Session;
import io.movieinfo.registry.client.transport.SessionParticipant;
import io.movieinfo.registry.protocol.ServerMessage;
import io.movieinfo.registry.protocol.ServiceKey;

/**
 * Puts the local view together and keeps it up to date through a session. Thread-safe.
 */
public final class Discovery implements AutoCloseable {

	private final ExecutorService listenerExecutor;

	private final LocalView views;

	private final LoadBalancer loadBalancer;

	private final DiscoveryStatistics statistics;

	private final ListCache cache;

	/**
	 * Creates the view, and joins the session.
	 * @param namespace where look-ups by name alone look
	 * @param initialWait how long the first look-up of a service waits at most
	 * @param strategy how to balance a service, asked when it is first used
	 * @param rules which instances of a service to pick from, asked when it is first used
	 * @param listenerExecutor calls listeners, one task at a time, in order; ended
	 * together with the view
	 * @param cache where lists outlive the process; closed together with the view
	 * @param clock says when the registry told something, for people
	 */
	public Discovery(Session session, ClientThread thread, String namespace, Duration initialWait,
			Function<ServiceKey, BalancingStrategy> strategy, Function<ServiceKey, BalancingRules> rules,
			ExecutorService listenerExecutor, ListCache cache, Clock clock) {
		this.listenerExecutor = listenerExecutor;
		this.cache = cache;
		Watches watches = new Watches((view) -> new ServiceWatch(view, session, thread, cache, clock), initialWait);
		this.views = new LocalView(
				namespace, initialWait, (service) -> new ServiceEndpoints(ContainedStrategy.of(service, strategy),
						rules.apply(service), thread::nanoTime),
				thread, this.listenerExecutor, watches, clock::instant);
		this.loadBalancer = new ViewBalancer(this.views, session::state);
		this.statistics = new ViewStatistics(this.views, thread);
		session.join(watches);
	}

	public DiscoveryClient client() {
		return this.views;
	}

	public LoadBalancer loadBalancer() {
		return this.loadBalancer;
	}

	public DiscoveryStatistics statistics() {
		return this.statistics;
	}

	/**
	 * Ends the waiting and the telling, and keeps what is known on disk; it stays
	 * readable. Blocks for at most half a second; idempotent.
	 */
	@Override
	public void close() {
		this.views.stopWaiting();
		this.listenerExecutor.shutdownNow();
		this.cache.close();
	}

	/**
	 * All watches, on the client thread.
	 */
	private static final class Watches implements LocalView.Watcher, SessionParticipant {

		private final Function<ServiceView, ServiceWatch> factory;

		private final Duration initialWait;

		private final Map<ServiceView, ServiceWatch> watches = new LinkedHashMap<>();

		Watches(Function<ServiceView, ServiceWatch> factory, Duration initialWait) {
			this.factory = factory;
			this.initialWait = initialWait;
		}

		@Override
		public void begin(ServiceView view) {
			ServiceWatch watch = this.factory.apply(view);
			this.watches.put(view, watch);
			watch.begin(this.initialWait);
		}

		@Override
		public void end(ServiceView view) {
			ServiceWatch watch = this.watches.remove(view);
			if (watch != null) {
				watch.end();
			}
		}

		@Override
		public void connected() {
			this.watches.values().forEach(ServiceWatch::connected);
		}

		@Override
		public void disconnected() {
			this.watches.values().forEach(ServiceWatch::disconnected);
		}

		@Override
		public void unreachable() {
			this.watches.values().forEach(ServiceWatch::fallBack);
		}

		@Override
		public void received(ServerMessage message) {
			this.watches.values().forEach((watch) -> watch.received(message));
		}

	}

}
