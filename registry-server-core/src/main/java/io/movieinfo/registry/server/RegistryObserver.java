package io.movieinfo.registry.server;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.server.watch.WatchObserver;

/**
 * Is told what the registry does, for statistics. It is called on the registry's own
 * threads and on callers', often: it must be thread-safe, not block, and cost little.
 * What it throws is logged and disturbs nobody.
 */
public interface RegistryObserver extends WatchObserver {

	/** Takes no notice. */
	RegistryObserver NONE = new RegistryObserver() {
	};

	/**
	 * An instance was registered, or renewed by a registration; told before the answer is
	 * given.
	 * @param nanos how long that took until it was stored and published, in nanoseconds
	 */
	default void registered(Registered registered, long nanos) {
	}

	/**
	 * A registration was refused, or could not be stored.
	 * @param failure why: a {@link RegistryException}, unless it is an error of the
	 * registry
	 */
	default void registrationFailed(InstanceKey key, Throwable failure) {
	}

	/**
	 * A heartbeat has come in for an instance.
	 */
	default void heartbeat() {
	}

	/**
	 * A drain has ended.
	 * @param pending how many watchers had not acknowledged it
	 * @param nanos how long it was waited for, in nanoseconds
	 */
	default void drained(int pending, long nanos) {
	}

	/**
	 * The writer has carried out what had queued up, stored, published and answered it.
	 * @param commands how many commands that were, at least one
	 * @param nanos how long it took, in nanoseconds
	 */
	default void worked(int commands, long nanos) {
	}

}
