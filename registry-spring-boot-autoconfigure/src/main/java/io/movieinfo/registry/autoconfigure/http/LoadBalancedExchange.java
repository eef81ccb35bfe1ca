package io.movieinfo.registry.autoconfigure.http;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Function;

import io.movieinfo.registry.autoconfigure.FailureKind;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;

/**
 * A reactive request to a service: every attempt is a request of the delegate's to
 * another instance. {@link Attempts} says when there is a further one.
 */
final class LoadBalancedExchange {

	private final ServiceUri target;

	private final HttpMethod method;

	private final ClientHttpConnector delegate;

	private final LoadBalancing loadBalancing;

	private final Attempts attempts;

	private final RequestContent content;

	/** An answer for the case that no other instance answers. */
	private volatile @Nullable ClientHttpResponse kept;

	private volatile @Nullable Throwable failure;

	LoadBalancedExchange(ServiceUri target, HttpMethod method,
			Function<? super ClientHttpRequest, Mono<Void>> requestCallback, ClientHttpConnector delegate,
			LoadBalancing loadBalancing) {
		this.target = target;
		this.method = method;
		this.delegate = delegate;
		this.loadBalancing = loadBalancing;
		this.attempts = new Attempts(target, method, loadBalancing);
		this.content = new RequestContent(requestCallback, this.attempts);
	}

	/**
	 * Returns the answer of the service; to be subscribed to once.
	 */
	Mono<ClientHttpResponse> start() {
		Mono<ClientHttpResponse> first = Mono.defer(() -> {
			try {
				if (this.attempts.dependOnHeaders()) {
					this.content.fillInAhead(this.method, this.target.uri());
				}
				return attempt(this.attempts.first());
			}
			catch (IOException ex) {
				return Mono.error(ex);
			}
		});
		boolean mustNotBlock = Schedulers.isInNonBlockingThread() && this.loadBalancing.mayBlock(this.target.service());
		return mustNotBlock ? first.subscribeOn(Schedulers.boundedElastic()) : first;
	}

	private Mono<ClientHttpResponse> attempt(PickedCall call) {
		return Mono.defer(() -> {
			this.content.attemptBegins();
			return this.delegate.connect(this.method, this.target.at(call.endpoint().instance()),
					this.content::writeTo);
		}).doOnCancel(call::end).materialize().flatMap((signal) -> ended(call, signal));
	}

	private Mono<ClientHttpResponse> ended(PickedCall call, Signal<ClientHttpResponse> signal) {
		ClientHttpResponse response = signal.get();
		if (response != null) {
			return answered(call, response);
		}
		Throwable failure = signal.getThrowable();
		return failed(call, (failure != null) ? failure : new IOException("The connection ended without an answer"));
	}

	private Mono<ClientHttpResponse> answered(PickedCall call, ClientHttpResponse response) {
		call.answered(response.getStatusCode());
		FailureKind kind = FailureKind.ofStatus(response.getStatusCode().value());
		PickedCall next = (kind != null) ? this.attempts.next(kind, this.content.sendable(), response.getStatusCode())
				: null;
		if (kind == null || next == null) {
			return Mono.just(new LoadBalancedReactiveResponse(response, call));
		}
		return keep(response).doOnTerminate(call::end).doOnCancel(next::end).then(further(next, kind));
	}

	private Mono<ClientHttpResponse> failed(PickedCall call, Throwable failure) {
		FailureKind kind = this.content.kindOf(failure);
		call.complete(kind.outcome());
		Throwable former = this.failure;
		if (former != null && former != failure) {
			failure.addSuppressed(former);
		}
		this.failure = failure;
		PickedCall next = this.attempts.next(kind, this.content.sendable(), failure);
		if (next != null) {
			return further(next, kind);
		}
		ClientHttpResponse kept = this.kept;
		return (kept != null) ? Mono.just(kept) : Mono.error(failure);
	}

	/**
	 * Reads an answer to its end, so that its connection can be used again, and keeps it
	 * if it is small.
	 */
	private Mono<Void> keep(ClientHttpResponse response) {
		return DataBufferUtils.join(response.getBody(), KeptResponse.LONGEST_BODY)
			.map(LoadBalancedExchange::content)
			.defaultIfEmpty(new byte[0])
			.doOnNext((body) -> this.kept = new KeptReactiveResponse(response, body))
			.onErrorComplete()
			.then();
	}

	private static byte[] content(DataBuffer body) {
		byte[] content = new byte[body.readableByteCount()];
		body.read(content);
		DataBufferUtils.release(body);
		return content;
	}

	private Mono<ClientHttpResponse> further(PickedCall next, FailureKind kind) {
		return Mono.defer(() -> {
			Duration pause = this.attempts.pauseAfter(kind);
			Mono<ClientHttpResponse> attempt = attempt(next);
			return pause.isZero() ? attempt : Mono.delay(pause).doOnCancel(next::end).then(attempt);
		});
	}

}
