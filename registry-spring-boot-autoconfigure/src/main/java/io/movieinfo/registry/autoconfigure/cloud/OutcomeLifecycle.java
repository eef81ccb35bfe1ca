package io.movieinfo.registry.autoconfigure.cloud;

import io.movieinfo.registry.autoconfigure.FailureKind;
import io.movieinfo.registry.balancer.Outcome;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.CompletionContext;
import org.springframework.cloud.client.loadbalancer.LoadBalancerLifecycle;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.client.loadbalancer.ResponseData;
import org.springframework.util.ClassUtils;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Reports how the requests of Spring Cloud's clients went. They name the instance that
 * was picked, not always the request that it was picked for; and a further attempt at the
 * same instance, for which nothing is picked, is reported as well. So it is the instance
 * that knows whether its outcome is still due.
 */
final class OutcomeLifecycle implements LoadBalancerLifecycle<Object, Object, ServiceInstance> {

	/** Whether there can be a Gateway for servlets, which tells what it answers. */
	private static final boolean SERVLETS = ClassUtils
		.isPresent("org.springframework.web.servlet.function.ServerResponse", OutcomeLifecycle.class.getClassLoader());

	@Override
	@SuppressWarnings("rawtypes") // Spring Cloud's
	public boolean supports(Class requestContextClass, Class responseClass, Class serverTypeClass) {
		return ServiceInstance.class.isAssignableFrom(serverTypeClass);
	}

	@Override
	public void onStart(Request<Object> request) {
		// the clock starts with the pick
	}

	@Override
	public void onStartRequest(Request<Object> request, Response<ServiceInstance> response) {
		// the clock started with the pick
	}

	@Override
	public void onComplete(CompletionContext<Object, ServiceInstance, Object> completion) {
		Response<ServiceInstance> response = completion.getLoadBalancerResponse();
		PickedInstance picked = (response != null) ? PickedInstance.of(response.getServer()) : null;
		if (picked != null) {
			picked.complete(outcome(completion));
		}
	}

	private static Outcome outcome(CompletionContext<Object, ServiceInstance, Object> completion) {
		return switch (completion.status()) {
			case SUCCESS -> isServerError(completion.getClientResponse()) ? Outcome.FAILURE : Outcome.SUCCESS;
			case FAILED -> FailureKind.of(completion.getThrowable()).outcome();
			case DISCARD -> Outcome.CANCELLED;
		};
	}

	private static boolean isServerError(@Nullable Object response) {
		if (response instanceof ResponseData data) {
			return data.getHttpStatus() != null && data.getHttpStatus().is5xxServerError();
		}
		return SERVLETS && ServletAnswer.isServerError(response);
	}

	/**
	 * Loaded only where the type is there.
	 */
	private static final class ServletAnswer {

		static boolean isServerError(@Nullable Object response) {
			return response instanceof ServerResponse answer && answer.statusCode().is5xxServerError();
		}

	}

}
