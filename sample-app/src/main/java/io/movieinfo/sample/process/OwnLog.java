package io.movieinfo.sample.process;

import org.springframework.boot.logging.LogFile;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;

/**
 * Keeps what this process logs out of what people read: the scripts set
 * {@code logging.file.name} and {@code logging.threshold.console} as system properties,
 * and the registry client is at work before any application has read them.
 */
public final class OwnLog {

	private OwnLog() {
	}

	public static void toFileOnly() {
		ConfigurableEnvironment environment = new StandardEnvironment();
		LoggingSystem logging = LoggingSystem.get(OwnLog.class.getClassLoader());
		LogFile file = LogFile.get(environment);
		logging.getSystemProperties(environment).apply(file);
		logging.beforeInitialize();
		logging.initialize(new LoggingInitializationContext(environment), null, file);
	}

}
