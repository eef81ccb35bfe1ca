package io.movieinfo.registry.server;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Something to be carried out on the writer's thread, and its answer, which is held back
 * until what it rests on has been stored.
 *
 * @param <T> the answer's type
 */
final class Command<T extends @Nullable Object> {

	private final Object subject;

	private final Supplier<T> action;

	private final Runnable signOfLife;

	private final CompletableFuture<T> answer = new CompletableFuture<>();

	private @Nullable Runnable outcome;

	private boolean changed;

	/**
	 * Creates a command that is yet to be carried out.
	 * @param subject what it is about, for people
	 * @param action what is done; if it throws, it has changed nothing
	 * @param signOfLife what is true even if the change cannot be stored
	 */
	Command(Object subject, Supplier<T> action, Runnable signOfLife) {
		this.subject = subject;
		this.action = action;
		this.signOfLife = signOfLife;
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
		long before = state.modifications();
		try {
			T result = this.action.get();
			this.outcome = () -> this.answer.complete(result);
		}
		catch (RuntimeException ex) {
			this.outcome = () -> this.answer.completeExceptionally(ex);
		}
		this.changed = state.modifications() != before;
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

	/**
	 * Answers that the change could not be stored. That it was asked for is a sign of
	 * life all the same.
	 */
	void failToStore() {
		this.signOfLife.run();
		fail(new StoreUnavailableException(
				"the registry could not store the change of %s, try again later".formatted(this.subject), null));
	}

	void fail(RegistryException failure) {
		this.answer.completeExceptionally(failure);
	}

}
