package io.movieinfo.registry.server.app.actuate;

import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.movieinfo.registry.server.Operations;
import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.lease.GuardReason;
import io.movieinfo.registry.server.lease.GuardState;

import org.springframework.stereotype.Component;

/**
 * What the mass-expiry guard does, as gauges: whether it is engaged, by reason, and how
 * many instances are lost without proof, may be, and are held back. The reasons are few
 * and always the same, so that nobody can grow the series.
 */
@Component
final class GuardMetrics implements MeterBinder {

	private static final String PREFIX = "service.discovery.guard.";

	private final Operations operations;

	GuardMetrics(Registry registry) {
		this.operations = registry.operations();
	}

	@Override
	public void bindTo(MeterRegistry meters) {
		for (GuardReason reason : GuardReason.values()) {
			gauge("engaged", "Whether the mass-expiry guard is engaged for this reason: 1 or 0",
					(guard) -> guard.reasons().contains(reason) ? 1 : 0)
				.tag("reason", reason.wireName())
				.register(meters);
		}
		gauge("held.instances", "Run-out leases that the mass-expiry guard holds back", GuardState::held)
			.register(meters);
		gauge("lost.instances", "Instances that count as lost without proof", GuardState::lost).register(meters);
		gauge("allowed.instances", "How many instances may be lost without proof", GuardState::allowed)
			.register(meters);
	}

	private Gauge.Builder<Operations> gauge(String name, String description, ToDoubleFunction<GuardState> value) {
		return Gauge.builder(PREFIX + name, this.operations, (operations) -> value.applyAsDouble(operations.guard()))
			.description(description)
			.strongReference(true);
	}

}
