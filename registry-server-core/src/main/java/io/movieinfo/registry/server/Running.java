package io.movieinfo.registry.server;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.server.journal.Journal;
import io.movieinfo.registry.server.lease.GuardSettings;
import io.movieinfo.registry.server.lease.LeaseSettings;
import io.movieinfo.registry.server.lease.Leases;
import io.movieinfo.registry.server.lease.Phase;
import io.movieinfo.registry.server.probe.Prober;
import io.movieinfo.registry.server.store.RegistryStore;
import io.movieinfo.registry.server.store.StoredInstance;
import io.movieinfo.registry.server.store.StoredService;
import io.movieinfo.registry.server.store.StoredState;
import io.movieinfo.registry.server.watch.WatchHub;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a started registry is made of.
 */
record Running(String epoch, Registrations registrations, OperatorRules operators, Drains drains, Expiry expiry,
		Suspects suspects, Probes probes, LongSupplier ticker, Published published, WatchHub hub, Writer writer,
		Journal journal, ScheduledExecutorService watches, long startedAt) {

	private static final Logger logger = LoggerFactory.getLogger(Running.class);

	static Running compose(String node, StoredState stored, RegistryStore store, LeaseSettings settings,
			GuardSettings guard, Prober prober, LongSupplier ticker, Clock clock,
			Function<String, ScheduledExecutorService> threads, RegistryObserver observer) {
		long now = ticker.getAsLong();
		WorkingState state = new WorkingState(stored);
		Leases leases = new Leases(settings, guard, now);
		stored.instances().forEach((instance) -> leases.restore(instance.key(), found(instance), now));
		ScheduledExecutorService watches = threads.apply("registry-watches");
		WatchHub hub = new WatchHub(stored.epoch(), stored.revision(), stored.complete(), settings.suspectAfter(),
				ticker, watches, observer);
		for (StoredService service : state.services()) {
			hub.restore(service.service(), state.instances(service.service()));
		}
		Holders holders = new Holders();
		Probes probes = new Probes(prober, state);
		Suspects suspects = new Suspects(state, leases, holders, probes, settings, ticker);
		Registrations registrations = new Registrations(stored.epoch(), state, leases, holders, suspects, ticker,
				clock);
		Expiry expiry = new Expiry(state, leases, holders, suspects, probes, settings, clock, now);
		OperatorRules operators = new OperatorRules(state, registrations, leases, holders, expiry, suspects, ticker,
				clock);
		Published published = new Published(stored.epoch(), state);
		Journal journal = new Journal(ticker, clock, watches);
		state
			.noteAnyway(Notes.started(node, stored.instances().size(), stored.services().size(), settings.startHold()));
		Writer writer = new Writer(state, expiry, store, published, hub, journal, ticker,
				threads.apply("registry-writer"), observer);
		return new Running(stored.epoch(), registrations, operators, new Drains(hub, ticker, observer), expiry,
				suspects, probes, ticker, published, hub, writer, journal, watches, now);
	}

	private static Phase found(StoredInstance instance) {
		if (!instance.foundDead()) {
			return Phase.ALIVE;
		}
		return (instance.cause() == Cause.CONNECTION_REFUSED) ? Phase.DEAD : Phase.LOST;
	}

	/**
	 * Begins to work.
	 * @param restored what is taken over from before the start
	 */
	void start(List<StoredInstance> restored) {
		this.probes.start(this.writer::submit, this.watches);
		this.writer.start();
		var unused = submit("the start", () -> {
			this.suspects.restore(restored);
			return true;
		});
	}

	/**
	 * Has a session's end taken notice of.
	 */
	void lost(Holder holder) {
		var unused = submit(holder, () -> {
			this.suspects.lost(holder);
			return true;
		});
	}

	/**
	 * Has something carried out on the writer's thread.
	 * @param subject what it is about, for people
	 * @param action what is done; it changes the working state, or throws and changes
	 * nothing
	 * @return what the action returned or threw, once what it rests on is stored
	 */
	<T extends @Nullable Object> CompletionStage<T> submit(Object subject, Supplier<T> action) {
		return submit(subject, action, () -> {
		});
	}

	/**
	 * Has something carried out that comes from an instance itself: it is a sign of life
	 * even if it cannot be stored.
	 */
	<T> CompletionStage<T> submit(InstanceKey key, @Nullable String startId, Holder holder, Supplier<T> action) {
		return submit(key, action, () -> this.registrations.renew(key, startId, holder));
	}

	private <T extends @Nullable Object> CompletionStage<T> submit(Object subject, Supplier<T> action,
			Runnable signOfLife) {
		Command<T> command = new Command<>(subject, action, signOfLife);
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
			this.hub.endWaits();
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
