package io.movieinfo.registry.server.app;

import java.net.InetAddress;

import io.movieinfo.registry.protocol.Names;
import io.movieinfo.registry.server.Registry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Says where the server is and what it came back with.
 */
@Component
final class StartupReport {

	private static final Logger logger = LoggerFactory.getLogger(StartupReport.class);

	private final Registry registry;

	private final RegistryServerProperties properties;

	private final ServerProperties server;

	private final StoreState store;

	StartupReport(Registry registry, RegistryServerProperties properties, ServerProperties server, StoreState store) {
		this.registry = registry;
		this.properties = properties;
		this.server = server;
		this.store = store;
	}

	@EventListener
	void report(ApplicationReadyEvent event) {
		if (event.getApplicationContext() instanceof ServletWebServerApplicationContext context
				&& context.getWebServer() != null) {
			logger.info("Registry server is ready at {}, {}, node {}, epoch {}, {} instances restored",
					url(context.getWebServer().getPort()), data(), this.registry.node(), this.registry.epoch(),
					this.store.restored());
			reportIncompleteness();
		}
	}

	/**
	 * An empty start is as much as usual the first time, and lost data any other time.
	 */
	private void reportIncompleteness() {
		if (!this.registry.services(Names.DEFAULT_NAMESPACE).complete()) {
			logger.warn("No complete state was found in the store: for {} s after the start lists count as incomplete, "
					+ "and callers only add to what they know", this.registry.leases().startHold().toSeconds());
		}
	}

	private String url(int port) {
		InetAddress address = this.server.getAddress();
		boolean named = address != null && !address.isAnyLocalAddress() && !address.isLoopbackAddress();
		String scheme = (this.server.getSsl() != null && this.server.getSsl().isEnabled()) ? "https" : "http";
		return "%s://%s:%d".formatted(scheme, (named && address != null) ? address.getHostAddress() : "localhost",
				port);
	}

	private String data() {
		return switch (this.properties.store()) {
			case EMBEDDED -> "data in " + this.properties.dataDir().toAbsolutePath().normalize();
			case MEMORY -> "data in memory only";
		};
	}

}
