package io.movieinfo.registry.client.discovery;

import java.util.List;
import java.util.function.Consumer;

import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.ServiceKey;

/**
 * Finds the instances of services, in a local view that the registry keeps up to date.
 * The view of a service begins with its first look-up, listener or pick, and stays, if
 * the registry knows the service or anybody listens. It is never given up because the
 * registry is away: the last known instances stay for as long as it takes. A name that
 * the registry does not know is forgotten when nobody has asked for it for five minutes
 * and another new one is asked for, so that names that come from outside do not pile up;
 * asked for again it is as new. Thread-safe.
 */
public interface DiscoveryClient {

	/**
	 * Returns what is known of a service of the client's own namespace.
	 * @param service the service's name, in any case
	 * @throws InvalidFieldException if it can be no service's name
	 * @see #getInstances(ServiceKey)
	 */
	ServiceSnapshot getInstances(String service);

	/**
	 * Returns what is known of a service: local reading, without I/O.
	 * <p>
	 * The first call for a service waits until the registry has answered, for at most the
	 * client's initial wait. Calls of other threads meanwhile share that wait; later ones
	 * never wait, unless the registry does not know the name and it was forgotten. An
	 * interrupted caller returns at once, still interrupted. An answer of a registry that
	 * is itself just collecting what is registered does not end the wait before it names
	 * an instance. If no server can be reached, or the wait is over, the list that an
	 * earlier process kept on disk will do, if the client keeps lists there.
	 * @param service the service
	 * @return never {@code null}; its status tells apart what an empty list may mean
	 */
	ServiceSnapshot getInstances(ServiceKey service);

	/**
	 * Returns the services that this client has been asked for, by look-up, listener or
	 * pick, and that are known to exist, in the order of their keys. Local reading,
	 * without I/O: the registry is not asked which others there are.
	 * @return never {@code null}; empty before anything was asked for
	 */
	List<ServiceKey> services();

	/**
	 * Tells a listener of everything that is known of a service: first what is known now,
	 * then each change, in order. Never blocks.
	 * <p>
	 * All listeners of a client are called one after the other on one thread, named
	 * {@code registry-client-listeners}, that nothing else hangs on: a listener that
	 * blocks delays other listeners, never the client. One that is more than 1,000
	 * changes behind misses the oldest of them, never the latest. What a listener throws
	 * is logged and has no other effect. After the client is closed nothing is told.
	 * @param service the service
	 * @param listener the listener; it may call the client, also for the first time for a
	 * service
	 * @return ends the listening, not the view
	 */
	Subscription addListener(ServiceKey service, Consumer<ServiceSnapshot> listener);

}
