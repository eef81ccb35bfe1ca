package io.movieinfo.registry.client.discovery;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.movieinfo.registry.balancer.ServiceEndpoints;
import io.movieinfo.registry.client.transport.ClientThread;
import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * The views of all services that were ever asked for, but for those that turned out to be
 * unknown and are not asked for any more: names may come from anywhere.
 */
final class LocalView implements DiscoveryClient {

	/** How often it is looked what can be forgotten, at most. */
	private static final Duration SWEEP_INTERVAL = Duration.ofMinutes(1);

	private final String namespace;

	private final Duration initialWait;

	private final Function<ServiceKey, ServiceEndpoints> endpoints;

	private final ClientThread thread;

	private final Executor listenerExecutor;

	private final Watcher watcher;

	private final Supplier<Instant> clock;

	private final RequestCounts requestsOfUnknown = new RequestCounts();

	/** Belongs to the client thread. */
	private final KnownServices known = new KnownServices();

	private final ConcurrentHashMap<ServiceKey, ServiceView> views = new ConcurrentHashMap<>();

	/** Spares checking a name at every look-up, if it is in lower case. */
	private final ConcurrentHashMap<String, ServiceKey> ownKeys = new ConcurrentHashMap<>();

	/**
	 * When it was last looked what can be forgotten, in {@link ClientThread#nanoTime}
	 * terms. Belongs to the client thread.
	 */
	private long sweptAt;

	/**
	 * Creates the local view.
	 * @param endpoints makes the endpoints of a service, when it is first used
	 * @param watcher keeps the views up to date
	 * @param clock the wall clock
	 */
	LocalView(String namespace, Duration initialWait, Function<ServiceKey, ServiceEndpoints> endpoints,
			ClientThread thread, Executor listenerExecutor, Watcher watcher, Supplier<Instant> clock) {
		this.namespace = namespace;
		this.initialWait = initialWait;
		this.endpoints = endpoints;
		this.thread = thread;
		this.listenerExecutor = listenerExecutor;
		this.watcher = watcher;
		this.clock = clock;
		this.sweptAt = thread.nanoTime();
	}

	@Override
	public ServiceSnapshot getInstances(String service) {
		ServiceKey key = this.ownKeys.get(service);
		if (key == null) {
			key = new ServiceKey(this.namespace, service);
			if (key.name().equals(service)) {
				this.ownKeys.putIfAbsent(service, key);
			}
		}
		return getInstances(key);
	}

	@Override
	public ServiceSnapshot getInstances(ServiceKey service) {
		ServiceView view = view(service);
		view.awaitAnswer();
		ServiceSnapshot snapshot = view.snapshot();
		view.requests().lookedUp(snapshot);
		return snapshot;
	}

	@Override
	public List<ServiceKey> services() {
		return this.views.values()
			.stream()
			.filter((view) -> view.snapshot().status() == ServiceSnapshot.Status.LISTED)
			.map(ServiceView::key)
			.sorted()
			.toList();
	}

	@Override
	public Subscription addListener(ServiceKey service, Consumer<ServiceSnapshot> listener) {
		ListenerQueue queue = new ListenerQueue(listener, this.listenerExecutor);
		// begun on this thread, because of the foreign code; looked up again, because it
		// may just have been forgotten
		view(service);
		this.thread.execute(() -> view(service).addListener(queue));
		return () -> {
			queue.close();
			this.thread.execute(() -> removeListener(service, queue));
		};
	}

	/**
	 * Returns a service's view; the first call begins it.
	 */
	ServiceView view(ServiceKey service) {
		ServiceView view = this.views.get(service);
		return (view != null) ? view : begin(service);
	}

	@Nullable ServiceView viewIfAny(ServiceKey service) {
		return this.views.get(service);
	}

	Collection<ServiceView> all() {
		return this.views.values();
	}

	/**
	 * Returns what counts the requests for all services that are not known.
	 */
	RequestCounts requestsOfUnknown() {
		return this.requestsOfUnknown;
	}

	/**
	 * Returns the services that are known; for the client thread.
	 */
	KnownServices known() {
		return this.known;
	}

	void stopWaiting() {
		this.views.values().forEach(ServiceView::stopWaiting);
	}

	private void removeListener(ServiceKey service, ListenerQueue listener) {
		ServiceView view = viewIfAny(service);
		if (view != null) {
			view.removeListener(listener);
		}
	}

	private ServiceView begin(ServiceKey service) {
		// made outside the map, because a strategy is foreign code that may call back
		ServiceView made = new ServiceView(service, this.endpoints.apply(service), this.thread, this.initialWait,
				this.requestsOfUnknown, this.known, this.clock);
		ServiceView first = this.views.putIfAbsent(service, made);
		if (first != null) {
			return first;
		}
		this.thread.execute(() -> {
			this.watcher.begin(made);
			forgetUnknown();
		});
		return made;
	}

	private void forgetUnknown() {
		long now = this.thread.nanoTime();
		if (now - this.sweptAt < SWEEP_INTERVAL.toNanos()) {
			return;
		}
		this.sweptAt = now;
		for (ServiceView view : this.views.values()) {
			if (view.isForgettable()) {
				this.views.remove(view.key());
				this.ownKeys.remove(view.key().name(), view.key());
				this.watcher.end(view);
			}
		}
	}

	/**
	 * Keeps views up to date, on the client thread.
	 */
	interface Watcher {

		void begin(ServiceView view);

		/**
		 * Tells a view nothing any more; the view was begun.
		 */
		void end(ServiceView view);

	}

}
