package io.movieinfo.registry.autoconfigure.cloud;

import java.util.function.Consumer;

import io.movieinfo.registry.balancer.Outcome;
import reactor.core.publisher.Mono;

import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Knows two things of Spring Cloud Gateway's calls that its lifecycle does not tell: when
 * the answer began, because it may take the Gateway's own client any time to read it, and
 * that this client has gone away before the end.
 */
final class GatewayExchangeFilter implements WebFilter, Ordered {

	/** Where the Gateway keeps what was picked. */
	static final String RESPONSE_ATTRIBUTE = "org.springframework.cloud.gateway.support.ServerWebExchangeUtils.gatewayLoadBalancerResponse";

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		exchange.getResponse().beforeCommit(() -> {
			withPicked(exchange, PickedInstance::answered);
			return Mono.empty();
		});
		return chain.filter(exchange)
			.doOnCancel(() -> withPicked(exchange, (picked) -> picked.complete(Outcome.CANCELLED)));
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	private static void withPicked(ServerWebExchange exchange, Consumer<PickedInstance> action) {
		if (exchange.getAttribute(RESPONSE_ATTRIBUTE) instanceof Response<?> response
				&& response.getServer() instanceof PickedInstance picked) {
			action.accept(picked);
		}
	}

}
