package io.movieinfo.sample.simulation;

import java.util.ArrayList;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Collects what the registry logs as an error, for each thread apart. All else that it
 * would log is off until this is closed.
 */
final class ErrorLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {

	private final Logger logger = (Logger) LoggerFactory.getLogger("io.movieinfo.registry");

	private final @Nullable Level before = this.logger.getLevel();

	private final ThreadLocal<List<String>> errors = ThreadLocal.withInitial(ArrayList::new);

	void open() {
		setContext((LoggerContext) LoggerFactory.getILoggerFactory());
		start();
		this.logger.addAppender(this);
		this.logger.setAdditive(false);
		this.logger.setLevel(Level.ERROR);
	}

	/**
	 * Returns what the calling thread has logged since it last asked.
	 */
	List<String> take() {
		List<String> taken = List.copyOf(this.errors.get());
		this.errors.get().clear();
		return taken;
	}

	@Override
	public void close() {
		this.logger.detachAppender(this);
		this.logger.setAdditive(true);
		this.logger.setLevel(this.before);
		stop();
	}

	@Override
	protected void append(ILoggingEvent event) {
		IThrowableProxy thrown = event.getThrowableProxy();
		this.errors.get().add(event.getFormattedMessage() + ((thrown != null) ? ": " + describe(thrown) : ""));
	}

	private static String describe(IThrowableProxy thrown) {
		StringBuilder text = new StringBuilder(thrown.getClassName() + ": " + thrown.getMessage());
		for (int i = 0; i < Math.min(8, thrown.getStackTraceElementProxyArray().length); i++) {
			text.append("\n\t").append(thrown.getStackTraceElementProxyArray()[i]);
		}
		return text.toString();
	}

}
