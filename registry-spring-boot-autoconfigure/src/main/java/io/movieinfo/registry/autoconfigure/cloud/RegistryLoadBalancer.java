package io.movieinfo.registry.autoconfigure.cloud;

import java.util.List;

import io.movieinfo.registry.autoconfigure.HashHeaders;
import io.movieinfo.registry.balancer.Endpoint;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.balancer.NoInstanceException;
import io.movieinfo.registry.balancer.Outcome;
import io.movieinfo.registry.balancer.PickContext;
import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.EmptyResponse;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.RequestData;
import org.springframework.cloud.client.loadbalancer.RequestDataContext;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.client.loadbalancer.RetryableRequestContext;
import org.springframework.cloud.loadbalancer.core.ReactorServiceInstanceLoadBalancer;
import org.springframework.http.HttpHeaders;

/**
 * Picks the instances of one service for Spring Cloud, from what the registry pushes,
 * past Spring Cloud's own suppliers and their cache.
 * <p>
 * A service that the registry knows is the registry's alone: without a routable instance
 * there is none, whatever other discovery clients list. For a service that it does not
 * know, or while nothing is known because it has never been reached, others are asked.
 * <p>
 * The outcome of a pick is reported by {@link OutcomeLifecycle}, or when the subscriber
 * cancels. Who picks without a request of his own, as by
 * {@code LoadBalancerClient.choose(name)}, will not tell: such a pick is over at once.
 */
final class RegistryLoadBalancer implements ReactorServiceInstanceLoadBalancer {

	private static final Logger logger = LoggerFactory.getLogger(RegistryLoadBalancer.class);

	private final ServiceKey service;

	private final LoadBalancer loadBalancer;

	private final ReactorServiceInstanceLoadBalancer others;

	private final boolean avoidsPrevious;

	private final @Nullable String hashHeader;

	/**
	 * Whether there was an instance once: then the service is known, and no pick waits.
	 */
	private volatile boolean pickedBefore;

	private volatile boolean warned;

	/**
	 * Creates a balancer.
	 * @param others balances what only other discovery clients know
	 * @param avoidsPrevious whether a further attempt goes elsewhere if it can
	 * @param hashHeader which header is a request's key, {@code null} for none
	 */
	RegistryLoadBalancer(ServiceKey service, LoadBalancer loadBalancer, ReactorServiceInstanceLoadBalancer others,
			boolean avoidsPrevious, @Nullable String hashHeader) {
		this.service = service;
		this.loadBalancer = loadBalancer;
		this.others = others;
		this.avoidsPrevious = avoidsPrevious;
		this.hashHeader = hashHeader;
	}

	@Override
	@SuppressWarnings("rawtypes") // Spring Cloud's
	public Mono<Response<ServiceInstance>> choose(Request request) {
		return new Choice(this, request);
	}

	/**
	 * Whether {@link #pick} may wait for the registry's first answer, or for its first
	 * one since a service that it did not know was forgotten.
	 */
	boolean mayWait() {
		return !this.pickedBefore;
	}

	/**
	 * Returns what is picked, or that there is nothing to pick; {@code null} if others
	 * are to be asked.
	 */
	@Nullable Response<ServiceInstance> pick(Request<?> request) {
		try {
			PickedInstance picked = new PickedInstance(this.loadBalancer, endpoint(request));
			if (!this.pickedBefore) {
				this.pickedBefore = true;
			}
			if (request == REQUEST) {
				picked.complete(Outcome.CANCELLED);
			}
			if (this.warned) {
				// not written for every pick: all threads read it
				this.warned = false;
			}
			return picked;
		}
		catch (NoInstanceException ex) {
			return withoutInstance(ex);
		}
	}

	Mono<Response<ServiceInstance>> askOthers(Request<?> request) {
		return this.others.choose(request);
	}

	private Endpoint endpoint(Request<?> request) {
		if (this.avoidsPrevious && request.getContext() instanceof RetryableRequestContext retry) {
			PickedInstance previous = PickedInstance.of(retry.getPreviousServiceInstance());
			if (previous != null) {
				return endpointBut(previous.endpoint(), request);
			}
		}
		return this.loadBalancer.pick(this.service, withKey(PickContext.NONE, request));
	}

	private Endpoint endpointBut(Endpoint previous, Request<?> request) {
		try {
			return this.loadBalancer.pick(this.service, withKey(PickContext.excluding(List.of(previous)), request));
		}
		catch (NoInstanceException ex) {
			// the same one again is better than none
			return this.loadBalancer.pick(this.service, withKey(PickContext.NONE, request));
		}
	}

	private PickContext withKey(PickContext context, Request<?> request) {
		if (this.hashHeader == null || !(request.getContext() instanceof RequestDataContext data)) {
			return context;
		}
		RequestData made = data.getClientRequest();
		HttpHeaders headers = (made != null) ? made.getHeaders() : null;
		return (headers != null) ? HashHeaders.withKey(context, headers.getFirst(this.hashHeader)) : context;
	}

	private @Nullable Response<ServiceInstance> withoutInstance(NoInstanceException ex) {
		return switch (ex.reason()) {
			case SERVICE_UNKNOWN -> {
				logger.debug("Asking other discovery clients: {}", ex.getMessage());
				yield null;
			}
			case REGISTRY_UNREACHABLE -> {
				warnOnce("Asking other discovery clients", ex);
				yield null;
			}
			case NONE_ROUTABLE, NONE_LEFT -> {
				warnOnce("Nothing to pick", ex);
				yield new EmptyResponse();
			}
		};
	}

	private void warnOnce(String consequence, NoInstanceException ex) {
		if (this.warned) {
			logger.debug("{}: {}", consequence, ex.getMessage());
		}
		else {
			this.warned = true;
			logger.warn("{}: {}", consequence, ex.getMessage());
		}
	}

}
