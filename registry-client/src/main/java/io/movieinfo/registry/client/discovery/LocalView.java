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
 * The views of all services that were ever asked for.
 */
final class LocalView implements DiscoveryClient {

	private final String namespace;

	private final Duration initialWait;

	private final Function<ServiceKey, ServiceEndpoints> endpoints;

	private final ClientThread thread;

	private final Executor listenerExecutor;

	private final Consumer<ServiceView> watcher;

	private final Supplier<Instant> clock;

	private final RequestCounts requestsOfUnknown = new RequestCounts();

	/** Belongs to the client thread. */
	private final KnownServices known = new KnownServices();

	private final ConcurrentHashMap<ServiceKey, ServiceView> views = new ConcurrentHashMap<>();

	/** Spares checking and lower-casing a name at every look-up. */
	private final ConcurrentHashMap<String, ServiceKey> ownKeys = new ConcurrentHashMap<>();

	/**
	 * Creates the local view.
	 * @param endpoints makes the endpoints of a service, when it is first used
	 * @param watcher begins to watch a service, on the client thread
	 * @param clock the wall clock
	 */
	LocalView(String namespace, Duration initialWait, Function<ServiceKey, ServiceEndpoints> endpoints,
			ClientThread thread, Executor listenerExecutor, Consumer<ServiceView> watcher, Supplier<Instant> clock) {
		this.namespace = namespace;
		this.initialWait = initialWait;
		this.endpoints = endpoints;
		this.thread = thread;
		this.listenerExecutor = listenerExecutor;
		this.watcher = watcher;
		this.clock = clock;
	}

	@Override
	public ServiceSnapshot getInstances(String service) {
		ServiceKey key = this.ownKeys.get(service);
		if (key == null) {
			key = new ServiceKey(this.namespace, service);
			this.ownKeys.putIfAbsent(service, key);
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
		ServiceView view = view(service);
		ListenerQueue queue = new ListenerQueue(listener, this.listenerExecutor);
		this.thread.execute(() -> view.addListener(queue));
		return () -> {
			queue.close();
			this.thread.execute(() -> view.removeListener(queue));
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

	private ServiceView begin(ServiceKey service) {
		// made outside the map, because a strategy is foreign code that may call back
		ServiceView made = new ServiceView(service, this.endpoints.apply(service), this.thread, this.initialWait,
				this.requestsOfUnknown, this.known, this.clock);
		ServiceView first = this.views.putIfAbsent(service, made);
		if (first != null) {
			return first;
		}
		this.thread.execute(() -> this.watcher.accept(made));
		return made;
	}

}
