package io.movieinfo.registry.autoconfigure.cloud;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.ReactiveDiscoveryClient;

/**
 * The same as {@link RegistryDiscoveryClient}, without blocking its subscriber: the first
 * look-up of a service, which may wait, is made on a thread that may.
 */
final class RegistryReactiveDiscoveryClient implements ReactiveDiscoveryClient {

	private final RegistryDiscoveryClient blocking;

	/** The services whose first look-up is over. */
	private final Set<String> lookedUp = ConcurrentHashMap.newKeySet();

	RegistryReactiveDiscoveryClient(RegistryDiscoveryClient blocking) {
		this.blocking = blocking;
	}

	@Override
	public String description() {
		return this.blocking.description();
	}

	@Override
	public Flux<ServiceInstance> getInstances(String serviceId) {
		return Flux
			.defer(() -> this.lookedUp.contains(serviceId) ? Flux.fromIterable(this.blocking.getInstances(serviceId))
					: Mono.fromCallable(() -> lookUp(serviceId))
						.subscribeOn(Schedulers.boundedElastic())
						.flatMapIterable((instances) -> instances));
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

	private List<ServiceInstance> lookUp(String serviceId) {
		List<ServiceInstance> instances = this.blocking.getInstances(serviceId);
		// an interrupted look-up has not waited to the end
		if (!Thread.currentThread().isInterrupted()) {
			this.lookedUp.add(serviceId);
		}
		return instances;
	}

}
