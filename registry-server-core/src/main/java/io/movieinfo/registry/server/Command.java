package io.movieinfo.registry.server;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.movieinfo.registry.protocol.InstanceKey;
import org.jspecify.annotations.Nullable;

/**
 * Something to be carried out on the writer's thread, and its answer, which is held back
 * until what it rests on has been stored.
 *
 * @param <T> the answer's type
 */
final class Command<T> {

	private final InstanceKey key;

	private final String startId;

	private final Supplier<T> action;

	private final CompletableFuture<T> answer = new CompletableFuture<>();

	private @Nullable Runnable outcome;

	private boolean changed;

	/**
	 * Creates a command that is yet to be carried out.
	 * @param key the instance that it is about
	 * @param startId the start that it comes from
	 * @param action what is done; it changes the working state at most once, or throws
	 */
	Command(InstanceKey key, String startId, Supplier<T> action) {
		this.key = key;
		this.startId = startId;
		this.action = action;
	}

	InstanceKey key() {
		return this.key;
	}

	String startId() {
		return this.startId;
	}

	CompletableFuture<T> answer() {
		return this.answer;
	}

	/**
	 * Whether it has changed anything.
	 */
	boolean changed() {
		return this.changed;
	}

	void execute(WorkingState state) {
		long before = state.revision();
		try {
			T result = this.action.get();
			this.outcome = () -> this.answer.complete(result);
		}
		catch (RuntimeException ex) {
			this.outcome = () -> this.answer.completeExceptionally(ex);
		}
		this.changed = state.revision() != before;
	}

	/**
	 * Gives the answer.
	 */
	void complete() {
		Runnable outcome = this.outcome;
		if (outcome == null) {
			throw new IllegalStateException("the command has not been carried out");
		}
		outcome.run();
	}

	void fail(RegistryException failure) {
		this.answer.completeExceptionally(failure);
	}

}
