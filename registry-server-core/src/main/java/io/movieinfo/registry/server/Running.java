package io.movieinfo.registry.server;

import java.time.Clock;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.server.lease.LeaseSettings;
import io.movieinfo.registry.server.lease.Leases;
import io.movieinfo.registry.server.store.RegistryStore;
import io.movieinfo.registry.server.store.StoredService;
import io.movieinfo.registry.server.store.StoredState;
import io.movieinfo.registry.server.watch.WatchHub;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a started registry is made of.
 */
record Running(String epoch, Registrations registrations, Published published, WatchHub hub, Writer writer,
		ScheduledExecutorService watches) {

	private static final Logger logger = LoggerFactory.getLogger(Running.class);

	static Running compose(StoredState stored, RegistryStore store, LeaseSettings settings, LongSupplier ticker,
			Clock clock, Function<String, ScheduledExecutorService> threads) {
		long now = ticker.getAsLong();
		WorkingState state = new WorkingState(stored);
		Leases leases = new Leases(settings, now);
		stored.instances().forEach((instance) -> leases.renew(instance.key(), now));
		ScheduledExecutorService watches = threads.apply("registry-watches");
		WatchHub hub = new WatchHub(stored.epoch(), stored.revision(), stored.complete(), ticker, watches);
		for (StoredService service : state.services()) {
			hub.restore(service.service(), state.instances(service.service()));
		}
		Registrations registrations = new Registrations(stored.epoch(), state, leases, ticker, clock);
		Expiry expiry = new Expiry(state, leases, settings, clock, now);
		Published published = new Published(stored.epoch(), state);
		Writer writer = new Writer(state, registrations, expiry, store, published, hub, ticker,
				threads.apply("registry-writer"));
		return new Running(stored.epoch(), registrations, published, hub, writer, watches);
	}

	void start() {
		this.writer.start();
	}

	<T> CompletionStage<T> submit(InstanceKey key, String startId, Supplier<T> action) {
		Command<T> command = new Command<>(key, startId, action);
		this.writer.submit(command);
		return command.answer();
	}

	/**
	 * Stops the work.
	 * @return whether the store is no longer in use
	 */
	boolean close(long timeoutMillis) {
		boolean idle = false;
		try {
			idle = this.writer.close(timeoutMillis);
			this.watches.shutdown();
			if (!this.watches.awaitTermination(timeoutMillis, TimeUnit.MILLISECONDS)) {
				logger.warn("A watcher still blocks the registry's watches after {} ms", timeoutMillis);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return idle;
	}

}
