package io.movieinfo.registry.server;

import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.movieinfo.registry.server.journal.Journal;
import io.movieinfo.registry.server.journal.Note;
import io.movieinfo.registry.server.store.RegistryStore;
import io.movieinfo.registry.server.watch.Change;
import io.movieinfo.registry.server.watch.WatchHub;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out commands one after the other. Whatever has queued up while the store was
 * busy is carried out on the working state, stored with one commit, and only then shown
 * to readers and watchers and answered. {@link #submit} is thread-safe, all else runs on
 * the executor.
 */
final class Writer {

	private static final Logger logger = LoggerFactory.getLogger(Writer.class);

	private static final int MAX_BATCH = 1_000;

	private static final long TICK_MILLIS = 100;

	private final WorkingState state;

	private final Expiry expiry;

	private final RegistryStore store;

	private final Published published;

	private final WatchHub hub;

	private final Journal journal;

	private final LongSupplier ticker;

	private final ScheduledExecutorService executor;

	private final RegistryObserver observer;

	private final WorkQueue<Command<?>> queue;

	private volatile boolean closed;

	private boolean storeFailing;

	Writer(WorkingState state, Expiry expiry, RegistryStore store, Published published, WatchHub hub, Journal journal,
			LongSupplier ticker, ScheduledExecutorService executor, RegistryObserver observer) {
		this.state = state;
		this.expiry = expiry;
		this.store = store;
		this.published = published;
		this.hub = hub;
		this.journal = journal;
		this.ticker = ticker;
		this.executor = executor;
		this.observer = observer;
		this.queue = new WorkQueue<>(executor, MAX_BATCH, this::carryOut, (command) -> command.fail(closedException()));
	}

	void start() {
		tickLater();
	}

	void submit(Command<?> command) {
		if (this.closed) {
			command.fail(closedException());
			return;
		}
		this.queue.add(command);
	}

	/**
	 * Stops: commands that were accepted are still carried out, nothing is decided any
	 * more.
	 * @return whether all is done; if not, the store is still at work
	 */
	boolean close(long timeoutMillis) throws InterruptedException {
		this.closed = true;
		this.executor.shutdown();
		boolean done = this.executor.awaitTermination(timeoutMillis, TimeUnit.MILLISECONDS);
		this.queue.rejectAll();
		return done;
	}

	private void carryOut(List<Command<?>> batch) {
		long begun = this.ticker.getAsLong();
		this.expiry.observe(begun);
		batch.forEach((command) -> command.execute(this.state));
		if (store()) {
			batch.forEach(Command::complete);
		}
		else {
			batch.forEach(this::answerWithoutStore);
			tellJournal();
		}
		if (!batch.isEmpty()) {
			this.observer.worked(batch.size(), this.ticker.getAsLong() - begun);
		}
	}

	private void tick() {
		if (this.closed) {
			return;
		}
		try {
			long now = this.ticker.getAsLong();
			this.expiry.observe(now);
			this.expiry.apply(now);
			store();
			this.journal.tick();
		}
		finally {
			tickLater();
		}
	}

	private void tickLater() {
		try {
			var unused = this.executor.schedule(this::tick, TICK_MILLIS, TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.trace("The writer is closed", ex);
		}
	}

	/**
	 * Stores and publishes what the working state has gathered, or undoes it.
	 */
	@SuppressWarnings("CatchingUnchecked") // whatever it was, it was not stored
	private boolean store() {
		if (this.state.hasChanges()) {
			try {
				this.store.commit(this.state.batch());
			}
			catch (Throwable ex) {
				this.state.rollBack();
				storeFailed(ex);
				tellJournal();
				return false;
			}
			storeWorks();
		}
		List<Change> changes = this.state.accept();
		this.published.publish(changes);
		if (!changes.isEmpty()) {
			this.hub.changed(changes);
		}
		if (this.state.complete() && this.published.setComplete()) {
			this.hub.completed();
		}
		tellJournal();
		return true;
	}

	private void tellJournal() {
		List<Note> notes = this.state.takeNotes();
		if (!notes.isEmpty()) {
			this.journal.add(notes);
		}
	}

	/**
	 * Answers a command whose batch was undone. One that changes nothing has no need of
	 * the store; it is carried out again, as what it saw may be undone. Any other fails.
	 */
	private void answerWithoutStore(Command<?> command) {
		if (!command.changed()) {
			command.execute(this.state);
		}
		if (command.changed()) {
			this.state.rollBack();
			command.failToStore();
			return;
		}
		this.state.accept();
		command.complete();
	}

	private void storeFailed(Throwable failure) {
		if (this.storeFailing) {
			logger.debug("Changes still cannot be stored", failure);
		}
		else {
			logger.warn("Changes cannot be stored, and are refused until they can: {}", failure.getMessage(), failure);
			this.storeFailing = true;
		}
	}

	private void storeWorks() {
		if (this.storeFailing) {
			logger.info("Changes can be stored again");
			this.storeFailing = false;
		}
	}

	static StoreUnavailableException closedException() {
		return new StoreUnavailableException("the registry is closed", null);
	}

}
