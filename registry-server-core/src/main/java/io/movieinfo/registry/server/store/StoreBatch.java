package io.movieinfo.registry.server.store;

import java.util.List;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.audit.AuditEntry;

/**
 * Changes that are stored together or not at all. Immutable; each key occurs once.
 *
 * @param base the store's revision before the batch
 * @param revision the store's revision after it, the base's or higher
 * @param complete whether the stored state is known to be everything that was registered:
 * set once a registry that started without state has waited for its instances to come
 * back
 * @param puts the instances that are new or have changed
 * @param removals the instances that are gone
 * @param services the services that are new or have become empty or filled
 * @param forgotten the services that are no longer known
 * @param overrides the operator overrides that are new or have changed
 * @param cleared the instances whose overrides are gone
 * @param entries what is added to the audit log, in order
 * @param firstEntry audit entries with a lower number are no longer kept
 */
public record StoreBatch(long base, long revision, boolean complete, List<StoredInstance> puts,
		List<InstanceKey> removals, List<StoredService> services, List<ServiceKey> forgotten,
		List<StoredOverrides> overrides, List<InstanceKey> cleared, List<AuditEntry> entries, long firstEntry) {

	public StoreBatch {
		if (revision < base) {
			throw new IllegalArgumentException("revision is %d, expected %d or more".formatted(revision, base));
		}
		puts = List.copyOf(puts);
		removals = List.copyOf(removals);
		services = List.copyOf(services);
		forgotten = List.copyOf(forgotten);
		overrides = List.copyOf(overrides);
		cleared = List.copyOf(cleared);
		entries = List.copyOf(entries);
	}

	/**
	 * Checks that the batch builds on a store's revision.
	 * @throws StoreException if it does not
	 */
	void checkBase(long stored) {
		if (stored != this.base) {
			throw new StoreException(
					"The batch builds on revision %d, but the store is at revision %d".formatted(this.base, stored),
					null);
		}
	}

}
