package io.movieinfo.registry.balancer;

import io.movieinfo.registry.protocol.ServiceKey;

/**
 * Picks the instance that a request goes to. Thread-safe.
 */
public interface LoadBalancer {

	/**
	 * Picks an instance of a service.
	 * <p>
	 * The first pick of a service may block, like its first look-up, for at most the
	 * client's initial wait. Later ones never block, lock, allocate or do I/O unless they
	 * fail; one that fails because the registry does not know the service may block if
	 * nobody has asked for it for some minutes.
	 * @param service the service
	 * @param context what to mind, {@link PickContext#NONE} if nothing
	 * @return the picked endpoint, shared by all callers; report how its request went to
	 * {@link #complete(Endpoint, Outcome, long)} exactly once
	 * @throws NoInstanceException if no instance can be picked; its reason and message
	 * say why
	 */
	Endpoint pick(ServiceKey service, PickContext context);

	/**
	 * Reports how a request to a picked endpoint went. To be called exactly once for each
	 * pick; never blocks, never fails. A request that is never reported counts as in
	 * flight for good: it distorts the balancing, and each drain of the instance waits
	 * for it for a while.
	 * @param endpoint what {@link #pick} returned
	 * @param outcome how it went
	 * @param durationNanos how long it took, in nanoseconds, from the pick on
	 */
	void complete(Endpoint endpoint, Outcome outcome, long durationNanos);

	/**
	 * The same for a request that has gone on since its duration was taken, such as one
	 * whose answer took its caller long to read. What is told late of a request that
	 * began before its endpoint was left alone is then known to be old.
	 * @param endpoint what {@link #pick} returned
	 * @param outcome how it went
	 * @param durationNanos how long the endpoint took, in nanoseconds, from the pick on
	 * @param ageNanos how long ago it was picked, in nanoseconds
	 */
	default void complete(Endpoint endpoint, Outcome outcome, long durationNanos, long ageNanos) {
		complete(endpoint, outcome, durationNanos);
	}

	/**
	 * Explains what a pick would choose from: which instances are seen, and why each is
	 * or is not picked. For people and tools; never blocks, begins nothing, and makes no
	 * difference to picks.
	 * @param service the service
	 * @return the explanation; one that says that nothing is known if the service was
	 * never picked or looked up, or the balancer explains nothing
	 */
	default ServiceExplanation explain(ServiceKey service) {
		return ServiceExplanation.ofNothing(service,
				"Of service '%s' nothing is known, because this balancer does not explain".formatted(service));
	}

}
