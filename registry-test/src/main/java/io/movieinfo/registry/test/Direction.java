package io.movieinfo.registry.test;

/**
 * A direction through a {@link FaultProxy}.
 */
public enum Direction {

	/** From those who connect to the proxy, to its target. */
	TO_TARGET,

	/** From the target, to those who connected. */
	TO_CLIENT;

	Direction opposite() {
		return (this == TO_TARGET) ? TO_CLIENT : TO_TARGET;
	}

}
