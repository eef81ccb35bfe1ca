package io.movieinfo.registry.server.app;

import org.jspecify.annotations.Nullable;

/**
 * What has been seen of the store from outside. Thread-safe.
 */
public final class StoreState {

	private volatile int restored;

	private volatile @Nullable String failure;

	/**
	 * How many instances were in the store when it was opened.
	 */
	public int restored() {
		return this.restored;
	}

	/**
	 * Why the last commit failed, or {@code null} if it did not.
	 */
	public @Nullable String failure() {
		return this.failure;
	}

	void opened(int restored) {
		this.restored = restored;
	}

	void committed() {
		this.failure = null;
	}

	void failed(RuntimeException failure) {
		this.failure = String.valueOf(failure.getMessage());
	}

}
