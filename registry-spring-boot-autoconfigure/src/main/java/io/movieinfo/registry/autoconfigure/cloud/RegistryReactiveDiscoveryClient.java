package io.movieinfo.registry.autoconfigure.cloud;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.ReactiveDiscoveryClient;

/**
 * The same as {@link RegistryDiscoveryClient}, without blocking its subscriber: a look-up
 * that may wait, because the service is not known, is made on a thread that may.
 */
final class RegistryReactiveDiscoveryClient implements ReactiveDiscoveryClient {

	private final RegistryDiscoveryClient blocking;

	/**
	 * The services that had instances once, in lower case so that no caller can grow it:
	 * no look-up of those waits.
	 */
	private final Set<String> known = ConcurrentHashMap.newKeySet();

	RegistryReactiveDiscoveryClient(RegistryDiscoveryClient blocking) {
		this.blocking = blocking;
	}

	@Override
	public String description() {
		return this.blocking.description();
	}

	@Override
	public Flux<ServiceInstance> getInstances(String serviceId) {
		return Flux.defer(() -> {
			String service = serviceId.toLowerCase(Locale.ROOT);
			return this.known.contains(service) ? Flux.fromIterable(this.blocking.getInstances(service))
					: Mono.fromCallable(() -> lookUp(service))
						.subscribeOn(Schedulers.boundedElastic())
						.flatMapIterable((instances) -> instances);
		});
	}

	/**
	 * Returns what {@link RegistryDiscoveryClient#getServices()} does.
	 */
	@Override
	public Flux<String> getServices() {
		return Flux.defer(() -> Flux.fromIterable(this.blocking.getServices()));
	}

	@Override
	public int getOrder() {
		return this.blocking.getOrder();
	}

	private List<ServiceInstance> lookUp(String service) {
		List<ServiceInstance> instances = this.blocking.getInstances(service);
		if (!instances.isEmpty()) {
			this.known.add(service);
		}
		return instances;
	}

}
