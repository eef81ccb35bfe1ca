package io.movieinfo.registry.balancer;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The endpoints of a service that are draining. Not thread-safe.
 */
final class DrainingEndpoints {

	private final LongSupplier ticker;

	/** When each was first seen to drain, by the ticker. */
	private Map<Endpoint, Long> since = Map.of();

	DrainingEndpoints(LongSupplier ticker) {
		this.ticker = ticker;
	}

	/**
	 * Takes over what is listed now, before the picks go by it.
	 */
	void update(List<Endpoint> listed) {
		Map<Endpoint, Long> draining = new HashMap<>(0);
		for (Endpoint endpoint : listed) {
			if (endpoint.instance().draining()) {
				Long before = this.since.get(endpoint);
				draining.put(endpoint, (before != null) ? before : Long.valueOf(this.ticker.getAsLong()));
			}
		}
		this.since = draining;
	}

	/**
	 * Whether requests are in flight to one that has not been draining for longer than a
	 * limit.
	 */
	boolean haveRequests(Duration limit) {
		if (this.since.isEmpty()) {
			return false;
		}
		long now = this.ticker.getAsLong();
		return this.since.entrySet()
			.stream()
			.anyMatch((each) -> each.getKey().inFlight() > 0 && now - each.getValue() < limit.toNanos());
	}

}
