package io.movieinfo.registry.balancer;

import java.util.Collection;
import java.util.List;

/**
 * What a single pick has to mind. Immutable.
 */
public final class PickContext {

	/** Nothing to mind. */
	public static final PickContext NONE = new PickContext(List.of());

	private final List<Endpoint> excluded;

	private PickContext(List<Endpoint> excluded) {
		this.excluded = excluded;
	}

	/**
	 * Returns a context for a further attempt, which must not go where an earlier one
	 * went.
	 * @param tried the endpoints of the earlier attempts
	 */
	public static PickContext excluding(Collection<Endpoint> tried) {
		return tried.isEmpty() ? NONE : new PickContext(List.copyOf(tried));
	}

	/**
	 * Whether any endpoint is excluded.
	 */
	public boolean excludesAny() {
		return !this.excluded.isEmpty();
	}

	/**
	 * Whether an endpoint must not be picked.
	 */
	public boolean excludes(Endpoint endpoint) {
		return !this.excluded.isEmpty() && this.excluded.contains(endpoint);
	}

	@Override
	public String toString() {
		return this.excluded.isEmpty() ? "nothing to mind" : "excluding " + this.excluded;
	}

}
