package io.movieinfo.registry.client.discovery.cache;

import java.time.Instant;
import java.util.List;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;

/**
 * A service's complete list, as the registry once told it. Immutable.
 *
 * @param service the service
 * @param cursor how far into the registry's history it reaches
 * @param asOf when the registry told it
 * @param instances all listed instances, routable or not
 */
public record KeptList(ServiceKey service, Cursor cursor, Instant asOf, List<ServiceInstance> instances) {

	public KeptList {
		instances = List.copyOf(instances);
		for (ServiceInstance instance : instances) {
			if (!isOf(service, instance.content())) {
				throw new InvalidFieldException("instances", instance.key(), "an instance of " + service);
			}
		}
	}

	/**
	 * Whether the registry told this list after another one of the same service. Of two
	 * histories only the clock can say so.
	 */
	boolean isNewerThan(KeptList other) {
		return this.cursor.sameEpoch(other.cursor) ? this.cursor.revision() > other.cursor.revision()
				: this.asOf.isAfter(other.asOf);
	}

	/**
	 * Makes no key of it, which would check the names of every instance at each change.
	 */
	private static boolean isOf(ServiceKey service, InstanceContent content) {
		return content.name().equals(service.name()) && content.namespace().equals(service.namespace());
	}

}
