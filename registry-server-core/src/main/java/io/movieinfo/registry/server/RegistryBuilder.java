package io.movieinfo.registry.server;

import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.movieinfo.registry.server.lease.GuardSettings;
import io.movieinfo.registry.server.lease.LeaseSettings;
import io.movieinfo.registry.server.probe.Prober;
import io.movieinfo.registry.server.store.MemoryStore;
import io.movieinfo.registry.server.store.RegistryStore;

/**
 * Collects what a registry is made of. Not thread-safe.
 */
public final class RegistryBuilder {

	private RegistryStore store = new MemoryStore();

	private LeaseSettings leases = LeaseSettings.defaults();

	private GuardSettings guard = GuardSettings.defaults();

	private Prober prober = Prober.OFF;

	private String node = "node";

	private LongSupplier ticker = System::nanoTime;

	private Clock clock = Clock.systemUTC();

	private Function<String, ScheduledExecutorService> threads = RegistryBuilder::daemonThread;

	private RegistryObserver observer = RegistryObserver.NONE;

	RegistryBuilder() {
	}

	/**
	 * Where the state is kept; a {@link MemoryStore} by default. The registry opens and
	 * closes it.
	 */
	public RegistryBuilder store(RegistryStore store) {
		this.store = store;
		return this;
	}

	/**
	 * How long silence is borne; {@link LeaseSettings#defaults} by default.
	 */
	public RegistryBuilder leases(LeaseSettings leases) {
		this.leases = leases;
		return this;
	}

	/**
	 * How much may be lost without proof; {@link GuardSettings#defaults} by default.
	 */
	public RegistryBuilder guard(GuardSettings guard) {
		this.guard = guard;
		return this;
	}

	/**
	 * Asks suspected instances' addresses whether anybody is there; {@link Prober#OFF} by
	 * default. The registry does not close it.
	 */
	public RegistryBuilder prober(Prober prober) {
		this.prober = prober;
		return this;
	}

	/**
	 * The name of this server node, {@code node} by default.
	 */
	public RegistryBuilder node(String node) {
		this.node = node;
		return this;
	}

	/**
	 * The monotonic time in nanoseconds that all durations are measured with;
	 * {@link System#nanoTime} by default.
	 */
	public RegistryBuilder ticker(LongSupplier ticker) {
		this.ticker = ticker;
		return this;
	}

	/**
	 * The wall clock, which says for how long a service has been empty across restarts;
	 * UTC by default.
	 */
	public RegistryBuilder clock(Clock clock) {
		this.clock = clock;
		return this;
	}

	/**
	 * Makes the registry's two threads from their names; daemon threads by default. Each
	 * executor must run one task at a time, in order; both may be the same. The registry
	 * shuts them down, and waits for the tasks that are due by then.
	 */
	public RegistryBuilder threads(Function<String, ScheduledExecutorService> threads) {
		this.threads = threads;
		return this;
	}

	/**
	 * Is told what the registry does, for statistics; {@link RegistryObserver#NONE} by
	 * default.
	 */
	public RegistryBuilder observer(RegistryObserver observer) {
		this.observer = observer;
		return this;
	}

	/**
	 * Returns a registry that is yet to be started.
	 */
	public Registry build() {
		return new Registry(this.store, this.leases, this.guard, this.prober, this.node, this.ticker, this.clock,
				this.threads,
				(this.observer == RegistryObserver.NONE) ? this.observer : new ContainedObserver(this.observer));
	}

	private static ScheduledExecutorService daemonThread(String name) {
		ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, name);
			thread.setDaemon(true);
			return thread;
		});
		executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
		return executor;
	}

}
