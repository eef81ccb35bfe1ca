package io.movieinfo.registry.client.registration;

import java.util.function.Supplier;

/**
 * Names the present start of an instance. Belongs to the client thread.
 */
final class StartId {

	private final Supplier<String> names;

	private String current;

	/**
	 * Names the first start.
	 * @param names never gives the same name twice
	 */
	StartId(Supplier<String> names) {
		this.names = names;
		this.current = names.get();
	}

	String current() {
		return this.current;
	}

	/**
	 * From now on it is another start, which fences the ones before.
	 */
	void renew() {
		this.current = this.names.get();
	}

}
