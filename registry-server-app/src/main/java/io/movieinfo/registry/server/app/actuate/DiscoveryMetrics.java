package io.movieinfo.registry.server.app.actuate;

import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.ServiceListing;
import io.movieinfo.registry.server.app.RequestObserver;

import org.springframework.stereotype.Component;

/**
 * Counts who asks for which service, and what came of it. Thread-safe.
 */
@Component
final class DiscoveryMetrics implements RequestObserver {

	private final Registry registry;

	private final ServiceSeries series;

	DiscoveryMetrics(Registry registry, ServiceSeries series) {
		this.registry = registry;
		this.series = series;
	}

	@Override
	public void answered(ServiceListing listing, boolean any) {
		String name = listing.service().name();
		if (listing.known() && !this.series.has(name)) {
			this.series.add(name);
			if (!this.registry.snapshot(listing.service()).known()) {
				// forgotten since: whoever removes the series may have come too early
				this.series.remove(name);
			}
		}
		this.series.requested(name,
				any ? RequestStatus.OK : listing.known() ? RequestStatus.EMPTY : RequestStatus.UNKNOWN);
	}

	@Override
	public void failed(String service) {
		this.series.requested(service, RequestStatus.ERROR);
	}

	/**
	 * Counts a watch that has begun in a session.
	 */
	void watched(ServiceKey service) {
		ServiceListing listing = this.registry.snapshot(service);
		answered(listing, listing.instances().stream().anyMatch(ServiceInstance::routable));
	}

}
