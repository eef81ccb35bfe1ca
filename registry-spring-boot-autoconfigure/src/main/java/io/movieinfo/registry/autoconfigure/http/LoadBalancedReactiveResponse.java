package io.movieinfo.registry.autoconfigure.http;

import io.movieinfo.registry.balancer.Outcome;
import reactor.core.publisher.Flux;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.http.client.reactive.ClientHttpResponseDecorator;

/**
 * An instance's answer. Its call is over when the body has been read to its end, has
 * failed, or is cancelled.
 */
final class LoadBalancedReactiveResponse extends ClientHttpResponseDecorator {

	private final PickedCall call;

	LoadBalancedReactiveResponse(ClientHttpResponse delegate, PickedCall call) {
		super(delegate);
		this.call = call;
	}

	/**
	 * Giving up is no error here; a client that calls its own end an interruption, as
	 * Apache's does, was not interrupted by its caller.
	 */
	@Override
	public Flux<DataBuffer> getBody() {
		return getDelegate().getBody()
			.doOnComplete(this.call::end)
			.doOnError((failure) -> this.call.complete(Outcome.FAILURE))
			.doOnCancel(this.call::end);
	}

}
