package io.movieinfo.registry.balancer;

import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a single pick has to mind. Immutable.
 */
public final class PickContext {

	/** Nothing to mind. */
	public static final PickContext NONE = new PickContext(List.of(), null);

	private final List<Endpoint> excluded;

	private final @Nullable String key;

	private final long keyHash;

	private PickContext(List<Endpoint> excluded, @Nullable String key) {
		this.excluded = excluded;
		this.key = key;
		this.keyHash = (key != null) ? Mix.mix(key) : 0;
	}

	/**
	 * Returns a context for a further attempt, which must not go where an earlier one
	 * went. It has no key; {@link #withKey} adds one.
	 * @param tried the endpoints of the earlier attempts
	 */
	public static PickContext excluding(Collection<Endpoint> tried) {
		return tried.isEmpty() ? NONE : new PickContext(List.copyOf(tried), null);
	}

	/**
	 * Returns a context that excludes the same and has a key: {@code consistent-hash}
	 * sends requests of the same key to the same endpoint. Other strategies do not mind
	 * it.
	 * @param key such as a user's id
	 */
	public PickContext withKey(String key) {
		return new PickContext(this.excluded, key);
	}

	/**
	 * Returns the key, {@code null} if there is none.
	 */
	public @Nullable String key() {
		return this.key;
	}

	/**
	 * Whether any endpoint is excluded by this context, whatever its state.
	 */
	public boolean excludesAny() {
		return !this.excluded.isEmpty();
	}

	/**
	 * Whether an endpoint must not be picked: it was tried before, or is to be left alone
	 * just now because its calls fail.
	 */
	public boolean excludes(Endpoint endpoint) {
		return endpoint.isOut() || isTried(endpoint);
	}

	boolean isTried(Endpoint endpoint) {
		return !this.excluded.isEmpty() && this.excluded.contains(endpoint);
	}

	/**
	 * The same in every process; meaningless without a key.
	 */
	long keyHash() {
		return this.keyHash;
	}

	@Override
	public String toString() {
		String excluding = this.excluded.isEmpty() ? "nothing to mind" : "excluding " + this.excluded;
		return (this.key == null) ? excluding : excluding + ", key '" + this.key + "'";
	}

}
