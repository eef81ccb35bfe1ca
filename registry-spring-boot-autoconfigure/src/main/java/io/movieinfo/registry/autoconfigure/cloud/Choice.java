package io.movieinfo.registry.autoconfigure.cloud;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import io.movieinfo.registry.balancer.Outcome;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Schedulers;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.Response;

/**
 * A pick for each subscriber, made when it subscribes. Written by hand rather than put
 * together of operators, because it is made for every request, and because only a
 * subscription hears of a caller that cancels after the pick: Spring Cloud's lifecycle
 * does not.
 */
final class Choice extends Mono<Response<ServiceInstance>> {

	private final RegistryLoadBalancer loadBalancer;

	private final Request<?> request;

	Choice(RegistryLoadBalancer loadBalancer, Request<?> request) {
		this.loadBalancer = loadBalancer;
		this.request = request;
	}

	@Override
	public void subscribe(CoreSubscriber<? super Response<ServiceInstance>> actual) {
		if (!this.loadBalancer.mayWait()) {
			answer(actual);
			return;
		}
		try {
			Schedulers.boundedElastic().schedule(() -> answer(actual));
		}
		catch (RejectedExecutionException ex) {
			Operators.error(actual, ex);
		}
	}

	/**
	 * Spring Cloud's blocking clients end here; they need no other thread to wait.
	 */
	@Override
	public @Nullable Response<ServiceInstance> block() {
		if (Schedulers.isInNonBlockingThread()) {
			return super.block();
		}
		Response<ServiceInstance> response = this.loadBalancer.pick(this.request);
		return (response != null) ? response : this.loadBalancer.askOthers(this.request).block();
	}

	private void answer(CoreSubscriber<? super Response<ServiceInstance>> actual) {
		Response<ServiceInstance> response;
		try {
			response = this.loadBalancer.pick(this.request);
		}
		catch (RuntimeException ex) {
			Operators.error(actual, ex);
			return;
		}
		if (response != null) {
			actual.onSubscribe(new Chosen(actual, response));
		}
		else {
			this.loadBalancer.askOthers(this.request).subscribe(actual);
		}
	}

	private static final class Chosen implements Subscription {

		private static final AtomicIntegerFieldUpdater<Chosen> EMITTED = AtomicIntegerFieldUpdater
			.newUpdater(Chosen.class, "emitted");

		private final CoreSubscriber<? super Response<ServiceInstance>> actual;

		private final Response<ServiceInstance> response;

		@SuppressWarnings("unused") // by the updater
		private volatile int emitted;

		Chosen(CoreSubscriber<? super Response<ServiceInstance>> actual, Response<ServiceInstance> response) {
			this.actual = actual;
			this.response = response;
		}

		@Override
		public void request(long count) {
			if (Operators.validate(count) && EMITTED.compareAndSet(this, 0, 1)) {
				this.actual.onNext(this.response);
				this.actual.onComplete();
			}
		}

		/**
		 * Whoever cancels before or after the pick was handed on; after its outcome was
		 * reported this has no effect.
		 */
		@Override
		public void cancel() {
			EMITTED.set(this, 1);
			if (this.response.getServer() instanceof PickedInstance picked) {
				picked.complete(Outcome.CANCELLED);
			}
		}

	}

}
