package io.movieinfo.registry.server.store;

import java.util.List;

import io.movieinfo.registry.server.audit.AuditEntry;

/**
 * What a store holds when it is opened. Immutable.
 *
 * @param epoch names the store's history
 * @param revision no higher revision of this epoch has ever been given out; after an
 * unclean stop it is higher than the last one that was
 * @param complete whether what is stored is known to be everything that was registered
 * (see {@link StoreBatch#complete})
 * @param instances the listed instances
 * @param services the known services
 * @param overrides the operator overrides, also those of instances that are not listed
 * @param entries the audit log, oldest first
 */
public record StoredState(String epoch, long revision, boolean complete, List<StoredInstance> instances,
		List<StoredService> services, List<StoredOverrides> overrides, List<AuditEntry> entries) {

	public StoredState {
		instances = List.copyOf(instances);
		services = List.copyOf(services);
		overrides = List.copyOf(overrides);
		entries = List.copyOf(entries);
	}

}
