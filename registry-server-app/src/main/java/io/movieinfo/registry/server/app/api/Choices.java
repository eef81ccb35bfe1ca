package io.movieinfo.registry.server.app.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.movieinfo.registry.balancer.BalancingStrategy;
import io.movieinfo.registry.balancer.Endpoint;
import io.movieinfo.registry.balancer.Outcome;
import io.movieinfo.registry.balancer.PickContext;
import io.movieinfo.registry.balancer.ServiceEndpoints;
import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.ServiceListing;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Picks instances for callers that have no balancer of their own. What a strategy
 * remembers is kept for each service, strategy and filter, and forgotten for those that
 * were not asked for longest when there are too many. Thread-safe.
 */
@Component
final class Choices {

	private static final int MAX_REMEMBERED = 1_000;

	// in the order of their last use; guarded by itself
	private final Map<Kind, Choice> remembered = new LinkedHashMap<>(16, 0.75f, true) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<Kind, Choice> eldest) {
			return size() > MAX_REMEMBERED;
		}

	};

	/**
	 * Picks an instance of those that callers may be sent to; {@code null} if there is
	 * none.
	 * @param listing what is listed now
	 * @param strategy the name of a strategy
	 * @throws io.movieinfo.registry.protocol.InvalidFieldException if there is no such
	 * strategy
	 */
	@Nullable ServiceInstance choose(ServiceListing listing, String strategy, InstanceFilter filter) {
		Choice choice;
		synchronized (this.remembered) {
			choice = this.remembered.computeIfAbsent(new Kind(listing.service(), strategy, filter),
					(kind) -> new Choice(BalancingStrategy.named(strategy)));
		}
		return choice.pick(listing, filter);
	}

	int remembered() {
		synchronized (this.remembered) {
			return this.remembered.size();
		}
	}

	private record Kind(ServiceKey service, String strategy, InstanceFilter filter) {

	}

	private static final class Choice {

		private final ServiceEndpoints endpoints;

		// guarded by this
		private @Nullable Cursor seen;

		Choice(BalancingStrategy strategy) {
			this.endpoints = new ServiceEndpoints(strategy);
		}

		@Nullable ServiceInstance pick(ServiceListing listing, InstanceFilter filter) {
			synchronized (this) {
				Cursor seen = this.seen;
				if (seen == null || seen.revision() < listing.cursor().revision()) {
					List<ServiceInstance> wanted = listing.instances().stream().filter(filter::test).toList();
					this.endpoints.update(wanted);
					this.seen = listing.cursor();
				}
			}
			Endpoint endpoint = this.endpoints.pick(PickContext.NONE);
			if (endpoint == null) {
				return null;
			}
			// what becomes of the caller's request is not known here
			this.endpoints.completed(endpoint, Outcome.CANCELLED, 0);
			return endpoint.instance();
		}

	}

}
