package io.movieinfo.registry.autoconfigure.http;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;

import io.movieinfo.registry.autoconfigure.HashHeaders;
import io.movieinfo.registry.autoconfigure.RepeatStatistics;
import io.movieinfo.registry.balancer.Endpoint;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.balancer.NoInstanceException;
import io.movieinfo.registry.balancer.PickContext;
import io.movieinfo.registry.balancer.RetryBudget;
import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * What requests to {@code lb://} share, whichever client they are made with. Thread-safe.
 */
final class LoadBalancing implements RepeatStatistics {

	private final LoadBalancer loadBalancer;

	private final String namespace;

	private final int attempts;

	private final int retryBudgetPercent;

	private final Pauses pauses;

	private final HashHeaders hashHeaders;

	/** Of services that an instance was picked of, so that no caller can grow it. */
	private final Map<String, RetryBudget> budgets = new ConcurrentHashMap<>();

	/**
	 * Creates it.
	 * @param loadBalancer picks the instances
	 * @param namespace where services are looked up
	 * @param attempts most instances that are tried for one request
	 * @param retryBudgetPercent how many of 100 calls of a service may be repeated
	 * @param pauses how long to wait before a repeat
	 * @param hashHeaders which header is a request's key
	 */
	LoadBalancing(LoadBalancer loadBalancer, String namespace, int attempts, int retryBudgetPercent, Pauses pauses,
			HashHeaders hashHeaders) {
		this.loadBalancer = loadBalancer;
		this.namespace = namespace;
		this.attempts = attempts;
		this.retryBudgetPercent = retryBudgetPercent;
		this.pauses = pauses;
		this.hashHeaders = hashHeaders;
	}

	int attempts() {
		return this.attempts;
	}

	int retryBudgetPercent() {
		return this.retryBudgetPercent;
	}

	Pauses pauses() {
		return this.pauses;
	}

	/**
	 * Returns the header that is the key of a service's requests, {@code null} if they
	 * have none.
	 */
	@Nullable String hashHeader(String service) {
		return this.hashHeaders.header(new ServiceKey(this.namespace, service));
	}

	/**
	 * Whether picking an instance may block, because none of the service was picked yet.
	 */
	boolean mayBlock(String service) {
		return !this.budgets.containsKey(service);
	}

	/**
	 * Returns the retry budget of a service that an instance was picked of.
	 */
	RetryBudget budget(String service) {
		RetryBudget budget = this.budgets.get(service);
		return (budget != null) ? budget
				: this.budgets.computeIfAbsent(service, (name) -> new RetryBudget(this.retryBudgetPercent));
	}

	@Override
	public long allowed(ServiceKey service) {
		return sum(service, RetryBudget::allowed);
	}

	@Override
	public long refused(ServiceKey service) {
		return sum(service, RetryBudget::refused);
	}

	/**
	 * Picks an instance for one attempt.
	 * @param service the service's name
	 * @param tried the endpoints of the attempts before
	 * @param key the request's key, {@code null} if it has none
	 * @return the call, whose outcome is to be reported
	 * @throws IOException if there is none, caused by a {@link NoInstanceException} and
	 * with its message: HTTP clients turn it into the exception that they use for
	 * services that cannot be reached
	 */
	PickedCall pick(String service, Collection<Endpoint> tried, @Nullable String key) throws IOException {
		long start = System.nanoTime();
		try {
			Endpoint endpoint = this.loadBalancer.pick(new ServiceKey(this.namespace, service),
					HashHeaders.withKey(PickContext.excluding(tried), key));
			return new PickedCall(this.loadBalancer, endpoint, start);
		}
		catch (NoInstanceException ex) {
			throw new IOException(ex.getMessage(), ex);
		}
	}

	/**
	 * Sums up the budgets of a service, whose name callers may have written in any case.
	 */
	private long sum(ServiceKey service, ToLongFunction<RetryBudget> count) {
		long sum = 0;
		for (Map.Entry<String, RetryBudget> entry : this.budgets.entrySet()) {
			boolean same = service.namespace().equals(this.namespace)
					&& service.name().equalsIgnoreCase(entry.getKey());
			sum += same ? count.applyAsLong(entry.getValue()) : 0;
		}
		return sum;
	}

}
