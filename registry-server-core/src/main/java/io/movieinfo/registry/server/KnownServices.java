package io.movieinfo.registry.server;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.store.StoredInstance;
import io.movieinfo.registry.server.store.StoredService;
import io.movieinfo.registry.server.store.StoredState;
import org.jspecify.annotations.Nullable;

/**
 * The known services and their instances. Changes are a batch, which becomes final with
 * {@link #accept} or is undone with {@link #rollBack}. Confined to the writer's thread.
 */
final class KnownServices {

	private final Map<ServiceKey, Service> services = new HashMap<>();

	// what the batch has touched, as it was before
	private final Map<InstanceKey, Optional<StoredInstance>> instancesBefore = new LinkedHashMap<>();

	private final Map<ServiceKey, Optional<StoredService>> servicesBefore = new LinkedHashMap<>();

	KnownServices(StoredState state) {
		for (StoredService service : state.services()) {
			this.services.put(service.service(), new Service(service));
		}
		for (StoredInstance instance : state.instances()) {
			this.services.computeIfAbsent(instance.key().service(),
					(key) -> new Service(new StoredService(key, null))).instances
				.put(instance.key().id(), instance);
		}
	}

	@Nullable StoredInstance get(InstanceKey key) {
		Service service = this.services.get(key.service());
		return (service != null) ? service.instances.get(key.id()) : null;
	}

	Collection<StoredService> all() {
		return this.services.values().stream().map((service) -> service.record).toList();
	}

	/**
	 * Returns the instances of a service; an unknown one has none.
	 */
	List<StoredInstance> instances(ServiceKey service) {
		Service found = this.services.get(service);
		return (found != null) ? List.copyOf(found.instances.values()) : List.of();
	}

	/**
	 * Puts an instance, whose service is known and has an instance from now on.
	 * @return the instance as it was before, or {@code null} if it was not there
	 */
	@Nullable StoredInstance put(StoredInstance instance) {
		InstanceKey key = instance.key();
		Service service = this.services.get(key.service());
		if (service == null || service.record.emptySince() != null) {
			service = put(new StoredService(key.service(), null));
		}
		StoredInstance before = service.instances.put(key.id(), instance);
		this.instancesBefore.putIfAbsent(key, Optional.ofNullable(before));
		return before;
	}

	/**
	 * Removes an instance. Its service stays known.
	 * @return whether it was there
	 */
	boolean remove(InstanceKey key, Instant now) {
		Service service = this.services.get(key.service());
		StoredInstance removed = (service != null) ? service.instances.remove(key.id()) : null;
		if (service == null || removed == null) {
			return false;
		}
		this.instancesBefore.putIfAbsent(key, Optional.of(removed));
		if (service.instances.isEmpty()) {
			put(new StoredService(key.service(), now));
		}
		return true;
	}

	/**
	 * Forgets a service that has no instances.
	 * @return whether it was known
	 */
	boolean forget(ServiceKey key) {
		Service removed = this.services.remove(key);
		if (removed == null) {
			return false;
		}
		this.servicesBefore.putIfAbsent(key, Optional.of(removed.record));
		return true;
	}

	boolean hasChanges() {
		return !this.instancesBefore.isEmpty() || !this.servicesBefore.isEmpty();
	}

	/**
	 * The instances that the batch has put.
	 */
	List<StoredInstance> changed() {
		List<StoredInstance> changed = new ArrayList<>();
		for (InstanceKey key : this.instancesBefore.keySet()) {
			StoredInstance instance = get(key);
			if (instance != null) {
				changed.add(instance);
			}
		}
		return changed;
	}

	/**
	 * The instances that the batch has removed.
	 */
	List<InstanceKey> removed() {
		return this.instancesBefore.keySet().stream().filter((key) -> get(key) == null).toList();
	}

	/**
	 * The services that have become known, empty or filled in the batch.
	 */
	List<StoredService> changedServices() {
		List<StoredService> changed = new ArrayList<>();
		for (ServiceKey key : this.servicesBefore.keySet()) {
			Service service = this.services.get(key);
			if (service != null) {
				changed.add(service.record);
			}
		}
		return changed;
	}

	/**
	 * The services that the batch has forgotten.
	 */
	List<ServiceKey> forgotten() {
		return this.servicesBefore.keySet().stream().filter((key) -> !this.services.containsKey(key)).toList();
	}

	void accept() {
		this.instancesBefore.clear();
		this.servicesBefore.clear();
	}

	void rollBack() {
		// services first, so that every instance finds its own
		this.servicesBefore.forEach((key, before) -> {
			Service service = this.services.get(key);
			if (before.isEmpty()) {
				this.services.remove(key);
			}
			else if (service != null) {
				service.record = before.get();
			}
			else {
				this.services.put(key, new Service(before.get()));
			}
		});
		this.instancesBefore.forEach((key, before) -> {
			Service service = this.services.get(key.service());
			if (service != null) {
				before.ifPresentOrElse((instance) -> service.instances.put(key.id(), instance),
						() -> service.instances.remove(key.id()));
			}
		});
		accept();
	}

	private Service put(StoredService record) {
		Service service = this.services.get(record.service());
		this.servicesBefore.putIfAbsent(record.service(), Optional.ofNullable(service).map((known) -> known.record));
		if (service == null) {
			service = new Service(record);
			this.services.put(record.service(), service);
		}
		service.record = record;
		return service;
	}

	private static final class Service {

		private final Map<String, StoredInstance> instances = new HashMap<>();

		private StoredService record;

		Service(StoredService record) {
			this.record = record;
		}

	}

}
