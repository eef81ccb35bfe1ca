package io.movieinfo.registry.client.discovery;

import java.time.Instant;
import java.util.List;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a service at one moment. Immutable.
 *
 * @param key the service
 * @param status whether the registry knows the service, or has not answered yet
 * @param instances the routable instances, sorted by id
 * @param allInstances all listed instances, sorted by id
 * @param cursor how far into the registry's history this reaches; {@code null} before its
 * first answer
 * @param complete whether instances that are not listed are known to be gone; not so
 * before the first answer, and while a registry without stored state is still collecting
 * @param source who says so
 * @param asOf when the registry last told this process of a change, by this process's
 * clock, or the earlier process whose list this is by that one's; it may still be true
 * much later. {@code null} if nothing is known
 */
public record ServiceSnapshot(ServiceKey key, Status status, List<ServiceInstance> instances,
		List<ServiceInstance> allInstances, @Nullable Cursor cursor, boolean complete, Source source,
		@Nullable Instant asOf) {

	public ServiceSnapshot {
		instances = List.copyOf(instances);
		allInstances = List.copyOf(allInstances);
	}

	/**
	 * Returns the snapshot of a service of which nothing has been learned yet.
	 */
	public static ServiceSnapshot unreachable(ServiceKey key) {
		return new ServiceSnapshot(key, Status.UNREACHABLE, List.of(), List.of(), null, false, Source.REGISTRY, null);
	}

	/**
	 * Returns the snapshot of a service that the registry has answered for.
	 * @param known whether the registry knows the service
	 * @param listed all listed instances, sorted by id
	 * @param asOf when it answered
	 */
	public static ServiceSnapshot of(ServiceKey key, boolean known, List<ServiceInstance> listed, Cursor cursor,
			boolean complete, Instant asOf) {
		return new ServiceSnapshot(key, (known || !listed.isEmpty()) ? Status.LISTED : Status.UNKNOWN, routable(listed),
				listed, cursor, complete, Source.REGISTRY, asOf);
	}

	/**
	 * Returns the snapshot of a service of which an earlier process has kept the list.
	 * @param listed all instances that were listed, sorted by id
	 * @param asOf when the registry told the earlier process
	 */
	public static ServiceSnapshot ofDisk(ServiceKey key, List<ServiceInstance> listed, Instant asOf) {
		return new ServiceSnapshot(key, Status.LISTED, routable(listed), listed, null, false, Source.DISK, asOf);
	}

	private static List<ServiceInstance> routable(List<ServiceInstance> listed) {
		return listed.stream().filter(ServiceInstance::routable).toList();
	}

	/**
	 * What is known of a service at all.
	 */
	public enum Status {

		/** The registry knows the service; it may have no instance at present. */
		LISTED,
		/** The registry knows no such service. */
		UNKNOWN,
		/** The registry has not answered for this service yet, and nothing was kept. */
		UNREACHABLE

	}

	/**
	 * Who says what is known.
	 */
	public enum Source {

		/**
		 * The registry, to this process. As long as that is not complete, instances that
		 * were kept on disk count as well.
		 */
		REGISTRY,
		/**
		 * The disk, where an earlier process kept what the registry had told it: the
		 * registry has not answered this one yet.
		 */
		DISK

	}

}
