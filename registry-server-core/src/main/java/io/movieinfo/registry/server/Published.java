package io.movieinfo.registry.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.lease.GuardState;
import io.movieinfo.registry.server.watch.Change;

/**
 * What readers see: what is stored, and nothing else. Written by the writer's thread
 * only, read by any without a lock.
 */
final class Published {

	private final String epoch;

	// how many instances of each service have overrides
	private final Map<ServiceKey, Integer> overridden;

	private final Map<ServiceKey, Listing> listings = new ConcurrentHashMap<>();

	// the last change of each namespace that has services; always written after the
	// listings, so that a reader who takes it first never misses a change behind its
	// cursor
	private final Map<String, Long> namespaces = new ConcurrentHashMap<>();

	// what is not known has not changed since
	private volatile long baseline;

	private volatile boolean complete;

	private volatile long revision;

	Published(String epoch, WorkingState state) {
		this.epoch = epoch;
		this.overridden = state.overridden();
		this.baseline = state.revision();
		this.revision = state.revision();
		this.complete = state.complete();
		state.services()
			.forEach((service) -> this.listings.put(service.service(),
					Listing.of(state.revision(), state.instances(service.service()))));
	}

	ServiceListing snapshot(ServiceKey service) {
		boolean complete = this.complete;
		long baseline;
		Listing listing;
		do {
			baseline = this.baseline;
			listing = this.listings.get(service);
		}
		// it may have been forgotten in between, at a newer cursor than that
		while (listing == null && baseline != this.baseline);
		return (listing != null)
				? new ServiceListing(service, cursor(listing.revision), complete, true, listing.instances)
				: new ServiceListing(service, cursor(baseline), complete, false, List.of());
	}

	ServiceSet services(String namespace) {
		boolean complete = this.complete;
		Cursor cursor = cursor(lastRevision(namespace));
		List<ServiceSet.Entry> entries = new ArrayList<>();
		this.listings.forEach((service, listing) -> {
			if (service.namespace().equals(namespace)) {
				entries.add(new ServiceSet.Entry(service.name(), listing.instances.size(), listing.counts.routable()));
			}
		});
		entries.sort(Comparator.comparing(ServiceSet.Entry::name));
		return new ServiceSet(namespace, cursor, complete, entries);
	}

	/**
	 * Returns the known services of a namespace by name, with what is counted of them.
	 * @param held how many leases are held back, by service
	 * @param watchers how many watch, by service
	 */
	List<ServiceSummary> summaries(String namespace, Map<ServiceKey, Integer> held, Map<ServiceKey, Integer> watchers) {
		List<ServiceSummary> summaries = new ArrayList<>();
		this.listings.forEach((service, listing) -> {
			if (service.namespace().equals(namespace)) {
				summaries.add(new ServiceSummary(service, listing.counts, this.overridden.getOrDefault(service, 0),
						held.getOrDefault(service, 0), watchers.getOrDefault(service, 0)));
			}
		});
		summaries.sort(Comparator.comparing(ServiceSummary::service));
		return List.copyOf(summaries);
	}

	Overview overview(Duration uptime, int watches, GuardState guard) {
		Cursor cursor = cursor(this.revision);
		ServiceCounts counts = ServiceCounts.NONE;
		int services = 0;
		for (Listing listing : this.listings.values()) {
			counts = counts.plus(listing.counts);
			services++;
		}
		int overridden = this.overridden.values().stream().mapToInt(Integer::intValue).sum();
		return new Overview(cursor, this.complete, uptime, services, counts, overridden, watches, guard);
	}

	SortedMap<String, Integer> namespaces() {
		SortedMap<String, Integer> namespaces = new TreeMap<>();
		this.listings.keySet().forEach((service) -> namespaces.merge(service.namespace(), 1, Integer::sum));
		return Collections.unmodifiableSortedMap(namespaces);
	}

	Cursor cursor(long revision) {
		return new Cursor(this.epoch, revision);
	}

	private long lastRevision(String namespace) {
		long baseline;
		Long last;
		do {
			baseline = this.baseline;
			last = this.namespaces.get(namespace);
		}
		// as for a service
		while (last == null && baseline != this.baseline);
		return (last != null) ? last : baseline;
	}

	/**
	 * Notes that everything that is registered is known.
	 * @return whether that is news
	 */
	boolean setComplete() {
		boolean news = !this.complete;
		this.complete = true;
		return news;
	}

	void publish(List<Change> changes) {
		Map<ServiceKey, List<Change>> byService = new LinkedHashMap<>();
		changes
			.forEach((change) -> byService.computeIfAbsent(change.service(), (key) -> new ArrayList<>()).add(change));
		byService.forEach(this::publish);
		changes.forEach((change) -> this.namespaces.put(change.service().namespace(), change.revision()));
		changes.stream()
			.filter((change) -> change.kind() == Change.Kind.FORGOTTEN)
			.map((change) -> change.service().namespace())
			.filter((namespace) -> !namespaces().containsKey(namespace))
			.forEach(this.namespaces::remove);
		if (!changes.isEmpty()) {
			this.revision = changes.get(changes.size() - 1).revision();
		}
	}

	private void publish(ServiceKey service, List<Change> changes) {
		Listing before = this.listings.getOrDefault(service, Listing.NONE);
		Map<String, Change> latest = new TreeMap<>();
		boolean known = true;
		for (Change change : changes) {
			String id = change.id();
			known = id != null;
			if (id == null) {
				// a service is forgotten only when it is empty
				latest.clear();
				before = Listing.NONE;
			}
			else {
				latest.put(id, change);
			}
		}
		long revision = changes.get(changes.size() - 1).revision();
		if (known) {
			this.listings.put(service, before.with(revision, latest));
		}
		else {
			// nobody is to see an older cursor for it than it had
			this.baseline = Math.max(this.baseline, revision);
			this.listings.remove(service);
		}
	}

	/**
	 * A service's instances, by id.
	 */
	private static final class Listing {

		static final Listing NONE = of(0, List.of());

		private final long revision;

		private final List<ServiceInstance> instances;

		private final ServiceCounts counts;

		private Listing(long revision, List<ServiceInstance> instances) {
			this.revision = revision;
			this.instances = List.copyOf(instances);
			this.counts = ServiceCounts.of(this.instances);
		}

		static Listing of(long revision, List<ServiceInstance> instances) {
			return new Listing(revision, instances.stream().sorted(Comparator.comparing(ServiceInstance::id)).toList());
		}

		/**
		 * Merges the changes in, without sorting everything again.
		 */
		Listing with(long revision, Map<String, Change> changes) {
			List<ServiceInstance> merged = new ArrayList<>(this.instances.size() + changes.size());
			int old = 0;
			for (Map.Entry<String, Change> each : changes.entrySet()) {
				while (old < this.instances.size() && this.instances.get(old).id().compareTo(each.getKey()) < 0) {
					merged.add(this.instances.get(old++));
				}
				if (old < this.instances.size() && this.instances.get(old).id().equals(each.getKey())) {
					old++;
				}
				ServiceInstance instance = each.getValue().instance();
				if (instance != null) {
					merged.add(instance);
				}
			}
			merged.addAll(this.instances.subList(old, this.instances.size()));
			return new Listing(revision, merged);
		}

	}

}
