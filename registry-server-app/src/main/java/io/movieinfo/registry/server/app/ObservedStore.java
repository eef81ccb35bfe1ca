package io.movieinfo.registry.server.app;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.movieinfo.registry.server.store.RegistryStore;
import io.movieinfo.registry.server.store.StoreBatch;
import io.movieinfo.registry.server.store.StoredState;

/**
 * A store that notes how it fares.
 */
final class ObservedStore implements RegistryStore {

	private final RegistryStore store;

	private final StoreState state;

	private final Timer stored;

	private final Timer failed;

	ObservedStore(RegistryStore store, StoreState state, MeterRegistry meters) {
		this.store = store;
		this.state = state;
		this.stored = timer("stored", meters);
		this.failed = timer("failed", meters);
		Gauge.builder("service.discovery.store.failing", state, (each) -> (each.failure() != null) ? 1 : 0)
			.description("Whether the last commit failed, so that changes are refused: 1 or 0")
			.strongReference(true)
			.register(meters);
	}

	@Override
	public StoredState open() {
		StoredState stored = this.store.open();
		this.state.opened(stored.instances().size());
		return stored;
	}

	@Override
	public void commit(StoreBatch batch) {
		long begun = System.nanoTime();
		try {
			this.store.commit(batch);
			this.state.committed();
			this.stored.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
		}
		catch (RuntimeException ex) {
			this.state.failed(ex);
			this.failed.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
			throw ex;
		}
	}

	@Override
	public void close() {
		this.store.close();
	}

	private static Timer timer(String outcome, MeterRegistry meters) {
		return Timer.builder("service.discovery.store.commit.duration")
			.description("How long the store takes to make a batch of changes durable")
			.tag("outcome", outcome)
			.serviceLevelObjectives(Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(5),
					Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofMillis(100),
					Duration.ofMillis(200), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(5))
			.register(meters);
	}

}
