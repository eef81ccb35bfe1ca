package io.movieinfo.registry.client.discovery;

import java.util.List;
import java.util.function.Consumer;

import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * What a client knows and has counted of the services that it was asked for, for people
 * and metrics. Asking begins nothing and never blocks. Thread-safe.
 */
public interface DiscoveryStatistics {

	/**
	 * Returns all services that were asked for, whether they are known or not, but for
	 * forgotten names, in the order of their keys.
	 */
	List<ServiceStatistics> services();

	/**
	 * Returns a service that was asked for, or {@code null} if it was not, or is
	 * forgotten.
	 */
	@Nullable ServiceStatistics service(ServiceKey key);

	/**
	 * Returns how many look-ups and picks of services that were not known at the time
	 * ended so, of all such services together.
	 */
	long requestsOfUnknown(RequestStatus status);

	/**
	 * Has a listener told once of each service that the registry is known to know: of
	 * those that are known already first, then of each other one as soon as it is. There
	 * can be no more of them than services exist, whatever names are asked for. Called on
	 * the client's own thread; must not block. What it throws is logged and has no other
	 * effect.
	 */
	void addListener(Consumer<ServiceStatistics> listener);

}
