package io.movieinfo.registry.autoconfigure.cloud;

import java.util.Map;

import io.movieinfo.registry.balancer.Outcome;
import io.movieinfo.registry.balancer.PickContext;
import io.movieinfo.registry.protocol.ServiceKey;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import org.springframework.cloud.client.loadbalancer.DefaultResponse;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;

import static org.assertj.core.api.Assertions.assertThat;

class GatewayExchangeFilterTests {

	private final long start = System.nanoTime();

	private final FakeRegistryBalancer registry = new FakeRegistryBalancer().with("user-service", 9001);

	private final PickedInstance picked = new PickedInstance(this.registry,
			this.registry.pick(new ServiceKey("default", "user-service"), PickContext.NONE));

	private final MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/"));

	private final GatewayExchangeFilter filter = new GatewayExchangeFilter();

	@Test
	void callerThatGoesAwayIsReportedAsCancelled() {
		Disposable call = this.filter.filter(this.exchange, (exchange) -> {
			picked(exchange.getAttributes());
			return Mono.never();
		}).subscribe();
		assertThat(this.registry.outcomes).isEmpty();
		call.dispose();
		assertThat(this.registry.outcomes).containsExactly(Outcome.CANCELLED);
	}

	@Test
	void clockStopsWhenTheAnswerBegins() {
		this.filter.filter(this.exchange, (exchange) -> {
			picked(exchange.getAttributes());
			return exchange.getResponse().setComplete();
		}).block();
		long answered = System.nanoTime();
		while (System.nanoTime() - answered <= answered - this.start) {
			Thread.onSpinWait();
		}
		this.picked.complete(Outcome.SUCCESS);
		assertThat(this.registry.durations).singleElement()
			.satisfies((duration) -> assertThat(duration).isPositive().isLessThanOrEqualTo(answered - this.start));
	}

	@Test
	void otherExchangesAreLeftAlone() {
		this.filter.filter(this.exchange, (exchange) -> exchange.getResponse().setComplete()).block();
		this.filter.filter(this.exchange, (exchange) -> Mono.never()).subscribe().dispose();
		assertThat(this.registry.outcomes).isEmpty();
	}

	private void picked(Map<String, Object> attributes) {
		attributes.put(GatewayExchangeFilter.RESPONSE_ATTRIBUTE, new DefaultResponse(this.picked));
	}

}
