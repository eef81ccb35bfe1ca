package io.movieinfo.sample.demo;

import org.springframework.boot.logging.LogFile;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;

/**
 * Keeps what this process logs out of the demo's output: the script sets
 * {@code logging.file.name} and {@code logging.threshold.console} as system properties,
 * and the registry client is at work before any application has read them.
 */
final class OwnLog {

	private OwnLog() {
	}

	static void toFileOnly() {
		ConfigurableEnvironment environment = new StandardEnvironment();
		LoggingSystem logging = LoggingSystem.get(OwnLog.class.getClassLoader());
		LogFile file = LogFile.get(environment);
		logging.getSystemProperties(environment).apply(file);
		logging.beforeInitialize();
		logging.initialize(new LoggingInitializationContext(environment), null, file);
	}

}
