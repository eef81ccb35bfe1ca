package io.movieinfo.registry.server;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.Overrides;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.journal.Note;
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

	private final KnownServices services;

	private final StandingOverrides overrides;

	private final AuditLog auditLog;

	private final List<Change> changes = new ArrayList<>();

	private final List<Runnable> consequences = new ArrayList<>();

	// what is to be told of the batch, and what is final
	private final List<Note> notes = new ArrayList<>();

	private final List<Note> finalNotes = new ArrayList<>();

	// who has given a sign of life in the batch
	private final Set<InstanceKey> heard = new HashSet<>();

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
		this.services = new KnownServices(state);
	}

	@Nullable StoredInstance get(InstanceKey key) {
		return this.services.get(key);
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
		return this.services.all();
	}

	List<ServiceInstance> instances(ServiceKey service) {
		return this.services.instances(service).stream().map(this::listed).toList();
	}

	/**
	 * Returns the listed instances of a service, as they are stored.
	 */
	List<StoredInstance> listed(ServiceKey service) {
		return this.services.instances(service);
	}

	/**
	 * Returns what an operator has set for an instance, listed or not.
	 */
	@Nullable Overrides overrides(InstanceKey key) {
		return this.overrides.get(key);
	}

	/**
	 * Returns how many listed instances of each service have overrides, as far as that is
	 * final; for any thread.
	 */
	Map<ServiceKey, Integer> overridden() {
		return this.overrides.counts();
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
		this.overrides.unlisted(key, null);
		StoredInstance before = this.services.put(instance);
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
		if (this.services.remove(key, now)) {
			this.overrides.unlisted(key, now);
			this.modifications++;
			this.changes.add(Change.removed(kind, key, ++this.revision));
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
		if (this.services.forget(key)) {
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
	 * Notes a sign of life, which the leases know of only once the batch is final.
	 */
	void hear(InstanceKey key) {
		this.heard.add(key);
	}

	/**
	 * Whether an instance has given a sign of life in the batch.
	 */
	boolean hasHeard(InstanceKey key) {
		return this.heard.contains(key);
	}

	/**
	 * Does something once the batch is final, and not at all if it is undone.
	 */
	void whenAccepted(Runnable consequence) {
		this.consequences.add(consequence);
	}

	/**
	 * Tells what has happened once the batch is final, and not at all if it is undone.
	 */
	void note(Note note) {
		this.notes.add(note);
	}

	/**
	 * Tells what has happened, whatever becomes of the batch.
	 */
	void noteAnyway(Note note) {
		this.finalNotes.add(note);
	}

	/**
	 * Returns what is to be told, in order, and forgets it.
	 */
	List<Note> takeNotes() {
		List<Note> taken = List.copyOf(this.finalNotes);
		this.finalNotes.clear();
		return taken;
	}

	boolean hasChanges() {
		return this.completing || this.services.hasChanges() || this.overrides.hasChanges()
				|| this.auditLog.hasChanges();
	}

	StoreBatch batch() {
		return new StoreBatch(this.stored, this.revision, this.complete, this.services.changed(),
				this.services.removed(), this.services.changedServices(), this.services.forgotten(),
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
		this.services.accept();
		this.overrides.accept();
		this.auditLog.accept();
		this.finalNotes.addAll(this.notes);
		clear();
		due.forEach(Runnable::run);
		return accepted;
	}

	/**
	 * Undoes the batch.
	 */
	void rollBack() {
		this.services.rollBack();
		this.overrides.rollBack();
		this.auditLog.rollBack();
		this.revision = this.stored;
		this.complete = this.complete && !this.completing;
		clear();
	}

	private void clear() {
		this.changes.clear();
		this.consequences.clear();
		this.notes.clear();
		this.heard.clear();
		this.completing = false;
	}

}
