package io.movieinfo.registry.server;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.server.watch.Reader;
import io.movieinfo.registry.server.watch.WatchEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what an observer throws from those that it observes. The first time is logged as
 * a warning. Thread-safe.
 */
final class ContainedObserver implements RegistryObserver {

	private static final Logger logger = LoggerFactory.getLogger(ContainedObserver.class);

	private final RegistryObserver observer;

	private volatile boolean warned;

	ContainedObserver(RegistryObserver observer) {
		this.observer = observer;
	}

	@Override
	public void registered(Registered registered, long nanos) {
		try {
			this.observer.registered(registered, nanos);
		}
		catch (RuntimeException ex) {
			failed(ex);
		}
	}

	@Override
	public void registrationFailed(InstanceKey key, Throwable failure) {
		try {
			this.observer.registrationFailed(key, failure);
		}
		catch (RuntimeException ex) {
			failed(ex);
		}
	}

	@Override
	public void heartbeat() {
		try {
			this.observer.heartbeat();
		}
		catch (RuntimeException ex) {
			failed(ex);
		}
	}

	@Override
	public void drained(int pending, long nanos) {
		try {
			this.observer.drained(pending, nanos);
		}
		catch (RuntimeException ex) {
			failed(ex);
		}
	}

	@Override
	public void worked(int commands, long nanos) {
		try {
			this.observer.worked(commands, nanos);
		}
		catch (RuntimeException ex) {
			failed(ex);
		}
	}

	@Override
	public void told(WatchEvent event, Reader reader, boolean first) {
		try {
			this.observer.told(event, reader, first);
		}
		catch (RuntimeException ex) {
			failed(ex);
		}
	}

	@Override
	public void acknowledged(long nanos) {
		try {
			this.observer.acknowledged(nanos);
		}
		catch (RuntimeException ex) {
			failed(ex);
		}
	}

	private void failed(RuntimeException failure) {
		if (this.warned) {
			logger.debug("An observer of the registry still fails", failure);
		}
		else {
			this.warned = true;
			logger.warn("An observer of the registry fails; what it counts is wrong from now on", failure);
		}
	}

}
