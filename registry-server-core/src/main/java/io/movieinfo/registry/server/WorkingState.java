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
import io.movieinfo.registry.protocol.Overrides;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.store.StoreBatch;
import io.movieinfo.registry.server.store.StoredInstance;
import io.movieinfo.registry.server.store.StoredService;
import io.movieinfo.registry.server.store.StoredState;
import io.movieinfo.registry.server.watch.Change;
import org.jspecify.annotations.Nullable;

/**
 * What is registered, including changes that are not stored yet: those are a batch, which
 * becomes final with {@link #accept} or is undone with {@link #rollBack}. Every change of
 * what everybody sees has a revision of its own. Confined to the writer's thread.
 */
final class WorkingState {

	private final Map<ServiceKey, Service> services = new HashMap<>();

	// what the batch has touched, as it was before
	private final Map<InstanceKey, Optional<StoredInstance>> instancesBefore = new LinkedHashMap<>();

	private final Map<ServiceKey, Optional<StoredService>> servicesBefore = new LinkedHashMap<>();

	private final StandingOverrides overrides;

	private final AuditLog auditLog;

	private final List<Change> changes = new ArrayList<>();

	private final List<Runnable> consequences = new ArrayList<>();

	// how often anything was changed, stored or not
	private long modifications;

	private long stored;

	private long revision;

	private boolean complete;

	private boolean completing;

	WorkingState(StoredState state) {
		this.stored = state.revision();
		this.revision = state.revision();
		this.complete = state.complete();
		this.auditLog = new AuditLog(state.entries());
		this.overrides = new StandingOverrides(state.overrides());
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

	/**
	 * The revision of the newest change.
	 */
	long revision() {
		return this.revision;
	}

	/**
	 * The revision that the next change will get.
	 */
	long nextRevision() {
		return this.revision + 1;
	}

	/**
	 * Counts what is changed; it differs before and after something that has to be
	 * stored, also where that needs no revision.
	 */
	long modifications() {
		return this.modifications + this.auditLog.last();
	}

	boolean complete() {
		return this.complete;
	}

	Collection<StoredService> services() {
		return this.services.values().stream().map((service) -> service.record).toList();
	}

	List<ServiceInstance> instances(ServiceKey service) {
		Service found = this.services.get(service);
		return (found != null) ? found.instances.values().stream().map(this::listed).toList() : List.of();
	}

	/**
	 * Returns the listed instances of a service, as they are stored.
	 */
	List<StoredInstance> listed(ServiceKey service) {
		Service found = this.services.get(service);
		return (found != null) ? List.copyOf(found.instances.values()) : List.of();
	}

	/**
	 * Returns what an operator has set for an instance, listed or not.
	 */
	@Nullable Overrides overrides(InstanceKey key) {
		return this.overrides.get(key);
	}

	AuditLog auditLog() {
		return this.auditLog;
	}

	/**
	 * Returns an instance as everybody sees it.
	 */
	ServiceInstance listed(StoredInstance instance) {
		return instance.listed(overrides(instance.key()));
	}

	/**
	 * Lists an instance, or lists it as it is now. That has a revision only if it changes
	 * what everybody sees.
	 */
	void put(StoredInstance instance, Change.Kind kind) {
		InstanceKey key = instance.key();
		Service service = this.services.get(key.service());
		if (service == null || service.record.emptySince() != null) {
			service = put(new StoredService(key.service(), null));
		}
		this.overrides.unlisted(key, null);
		StoredInstance before = service.instances.put(key.id(), instance);
		this.instancesBefore.putIfAbsent(key, Optional.ofNullable(before));
		this.modifications++;
		ServiceInstance listed = listed(instance);
		if (before == null || !listed.equals(listed(before))) {
			this.changes.add(Change.listed(kind, key.service(), listed, ++this.revision));
		}
	}

	/**
	 * Removes an instance; does nothing if it is not there.
	 */
	void remove(InstanceKey key, Instant now, Change.Kind kind) {
		Service service = this.services.get(key.service());
		StoredInstance removed = (service != null) ? service.instances.remove(key.id()) : null;
		if (service == null || removed == null) {
			return;
		}
		this.instancesBefore.putIfAbsent(key, Optional.of(removed));
		this.overrides.unlisted(key, now);
		this.modifications++;
		this.changes.add(Change.removed(kind, key, ++this.revision));
		if (service.instances.isEmpty()) {
			put(new StoredService(key.service(), now));
		}
	}

	/**
	 * Sets an instance's overrides, or clears them, whether it is listed or only has some
	 * already.
	 */
	void override(InstanceKey key, @Nullable Overrides overrides) {
		StoredInstance held = get(key);
		ServiceInstance before = (held != null) ? listed(held) : null;
		if (overrides != null) {
			this.overrides.set(key, overrides, held != null);
		}
		else {
			this.overrides.clear(key);
		}
		this.modifications++;
		if (held != null) {
			ServiceInstance listed = listed(held);
			if (!listed.equals(before)) {
				this.changes.add(Change.listed(Change.Kind.OVERRIDDEN, key.service(), listed, ++this.revision));
			}
		}
	}

	/**
	 * Forgets the overrides of instances that have not been listed since then.
	 * @return those instances
	 */
	List<InstanceKey> forgetOverrides(Instant limit) {
		List<InstanceKey> forgotten = this.overrides.clearUnlisted(limit);
		this.modifications += forgotten.size();
		return forgotten;
	}

	/**
	 * Forgets a service that has no instances.
	 */
	void forget(ServiceKey key) {
		Service removed = this.services.remove(key);
		if (removed != null) {
			this.servicesBefore.putIfAbsent(key, Optional.of(removed.record));
			this.modifications++;
			this.changes.add(Change.forgotten(key, ++this.revision));
		}
	}

	/**
	 * Notes that everything that is registered is known.
	 */
	void setComplete() {
		this.completing = !this.complete;
		this.complete = true;
	}

	/**
	 * Does something once the batch is final, and not at all if it is undone.
	 */
	void whenAccepted(Runnable consequence) {
		this.consequences.add(consequence);
	}

	boolean hasChanges() {
		return this.completing || !this.changes.isEmpty() || !this.instancesBefore.isEmpty()
				|| this.overrides.hasChanges() || this.auditLog.hasChanges();
	}

	StoreBatch batch() {
		List<StoredInstance> puts = new ArrayList<>();
		List<InstanceKey> removals = new ArrayList<>();
		for (InstanceKey key : this.instancesBefore.keySet()) {
			StoredInstance instance = get(key);
			if (instance != null) {
				puts.add(instance);
			}
			else {
				removals.add(key);
			}
		}
		List<StoredService> records = new ArrayList<>();
		List<ServiceKey> forgotten = new ArrayList<>();
		for (ServiceKey key : this.servicesBefore.keySet()) {
			Service service = this.services.get(key);
			if (service != null) {
				records.add(service.record);
			}
			else {
				forgotten.add(key);
			}
		}
		return new StoreBatch(this.stored, this.revision, this.complete, puts, removals, records, forgotten,
				this.overrides.changed(), this.overrides.cleared(), this.auditLog.appended(), this.auditLog.first());
	}

	/**
	 * Makes the batch final.
	 * @return its changes, in order
	 */
	List<Change> accept() {
		List<Change> accepted = List.copyOf(this.changes);
		List<Runnable> due = List.copyOf(this.consequences);
		this.stored = this.revision;
		this.overrides.accept();
		this.auditLog.accept();
		clear();
		due.forEach(Runnable::run);
		return accepted;
	}

	/**
	 * Undoes the batch.
	 */
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
		this.overrides.rollBack();
		this.auditLog.rollBack();
		this.revision = this.stored;
		this.complete = this.complete && !this.completing;
		clear();
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

	private void clear() {
		this.instancesBefore.clear();
		this.servicesBefore.clear();
		this.changes.clear();
		this.consequences.clear();
		this.completing = false;
	}

	private static final class Service {

		private final Map<String, StoredInstance> instances = new HashMap<>();

		private StoredService record;

		Service(StoredService record) {
			this.record = record;
		}

	}

}
