package io.movieinfo.registry.client.discovery;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The services that the registry has been found to know, each told to listeners once.
 * Belongs to the client thread.
 */
final class KnownServices {

	private static final Logger logger = LoggerFactory.getLogger(KnownServices.class);

	private final List<ServiceView> known = new ArrayList<>();

	private final List<Consumer<ServiceStatistics>> listeners = new ArrayList<>();

	/**
	 * A service has turned out to be known; called once for each.
	 */
	void add(ServiceView view) {
		this.known.add(view);
		this.listeners.forEach((listener) -> tell(listener, view));
	}

	void addListener(Consumer<ServiceStatistics> listener) {
		this.listeners.add(listener);
		this.known.forEach((view) -> tell(listener, view));
	}

	private static void tell(Consumer<ServiceStatistics> listener, ServiceView view) {
		try {
			listener.accept(view);
		}
		catch (RuntimeException | Error ex) {
			logger.warn("A listener could not be told that service '{}' is known; it is told of others", view.key(),
					ex);
		}
	}

}
