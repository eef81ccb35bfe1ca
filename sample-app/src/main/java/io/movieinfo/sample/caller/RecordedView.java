package io.movieinfo.sample.caller;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import io.movieinfo.registry.balancer.BalancingStrategy;
import io.movieinfo.registry.balancer.EndpointSet;
import io.movieinfo.registry.balancer.Picker;
import io.movieinfo.registry.client.discovery.ServiceSnapshot;
import io.movieinfo.registry.protocol.ServiceInstance;

/**
 * Remembers what was known of a service and when: of each change of the routable
 * instances the moment, of all else the last state only. Thread-safe.
 */
final class RecordedView {

	private static final int CHANGES_KEPT = 20_000;

	private final Clock clock;

	/** Guarded by this, like all that follow. */
	private final Deque<ViewReport.Change> view = new ArrayDeque<>();

	private final Deque<ViewReport.Change> balancer = new ArrayDeque<>();

	private List<ServiceInstance> instances = List.of();

	private String cursor = "";

	private long latestMicros;

	RecordedView(Clock clock) {
		this.clock = clock;
	}

	/**
	 * Takes down what a discovery listener was told.
	 */
	void listed(ServiceSnapshot snapshot) {
		long now = micros();
		synchronized (this) {
			this.latestMicros = now;
			this.instances = snapshot.allInstances();
			this.cursor = (snapshot.cursor() != null) ? snapshot.cursor().toString() : "";
			add(this.view, now, snapshot.instances().stream().map(ServiceInstance::id).toList());
		}
	}

	/**
	 * Returns a strategy that picks as another one does, and takes down from what.
	 */
	BalancingStrategy recording(BalancingStrategy strategy) {
		return new BalancingStrategy() {
			@Override
			public String name() {
				return strategy.name();
			}

			@Override
			public Picker picker(EndpointSet endpoints) {
				Picker picker = strategy.picker(endpoints);
				picksFrom(endpoints);
				return picker;
			}
		};
	}

	synchronized ViewReport report() {
		List<ViewReport.Listed> listed = this.instances.stream().map(RecordedView::listed).toList();
		return new ViewReport(new ArrayList<>(this.view), new ArrayList<>(this.balancer), this.latestMicros,
				this.cursor, listed);
	}

	private void picksFrom(EndpointSet endpoints) {
		long now = micros();
		List<String> ids = endpoints.endpoints().stream().map((endpoint) -> endpoint.instance().id()).toList();
		synchronized (this) {
			add(this.balancer, now, ids);
		}
	}

	private static void add(Deque<ViewReport.Change> changes, long micros, List<String> ids) {
		ViewReport.Change last = changes.peekLast();
		if (last != null && last.ids().equals(ids)) {
			return;
		}
		if (changes.size() == CHANGES_KEPT) {
			changes.removeFirst();
		}
		changes.addLast(new ViewReport.Change(micros, ids));
	}

	private static ViewReport.Listed listed(ServiceInstance instance) {
		return new ViewReport.Listed(instance.id(), instance.address(), instance.port(), instance.weight(),
				instance.meta(), instance.health().wireName());
	}

	private long micros() {
		return ChronoUnit.MICROS.between(Instant.EPOCH, this.clock.instant());
	}

}
