package io.movieinfo.sample.endtoend;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/**
 * How often each client of this process tries to reach a server. Every attempt ends with
 * one line in the client's log or another, written on the thread that is the client's
 * own.
 */
final class ConnectionAttempts extends AppenderBase<ILoggingEvent> implements AutoCloseable {

	private final Logger log = (Logger) LoggerFactory.getLogger("io.movieinfo.registry.client.transport.Session");

	private final Map<Thread, Integer> attempts = new ConcurrentHashMap<>();

	/**
	 * Begins to count, and keeps the lines themselves off the log.
	 */
	ConnectionAttempts() {
		start();
		this.log.setLevel(Level.DEBUG);
		this.log.setAdditive(false);
		this.log.addAppender(this);
	}

	/**
	 * Begins anew.
	 */
	void reset() {
		this.attempts.clear();
	}

	int most() {
		return this.attempts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
	}

	int all() {
		return this.attempts.values().stream().mapToInt(Integer::intValue).sum();
	}

	@Override
	public void close() {
		this.log.detachAppender(this);
		this.log.setAdditive(true);
		this.log.setLevel(null);
		stop();
	}

	@Override
	protected void append(ILoggingEvent event) {
		if (event.getMessage().startsWith("Connected to") || event.getMessage().startsWith("No session with")) {
			this.attempts.merge(Thread.currentThread(), 1, Integer::sum);
		}
	}

}
