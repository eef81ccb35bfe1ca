package io.movieinfo.registry.server;

import java.util.List;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;

/**
 * Everything that is listed for a service at one moment. Immutable.
 *
 * @param service the service
 * @param cursor the last change that touched the service
 * @param complete whether instances that are not in it are known to be gone; not so while
 * a registry without stored state waits for its instances to come back
 * @param known whether the service is known: from its first registration until it has
 * been empty for a day
 * @param instances all listed instances, routable or not, by id
 */
public record ServiceListing(ServiceKey service, Cursor cursor, boolean complete, boolean known,
		List<ServiceInstance> instances) {

	public ServiceListing {
		instances = List.copyOf(instances);
	}

}
