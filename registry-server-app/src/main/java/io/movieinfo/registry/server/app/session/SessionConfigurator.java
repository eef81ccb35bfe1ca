package io.movieinfo.registry.server.app.session;

import java.util.List;
import java.util.function.Supplier;

import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerEndpointConfig;

/**
 * Makes the endpoint of one handshake. No extension is agreed on: compression would take
 * some 300 KiB of each session.
 */
final class SessionConfigurator extends ServerEndpointConfig.Configurator {

	private final Supplier<SessionEndpoint> endpoint;

	SessionConfigurator(Supplier<SessionEndpoint> endpoint) {
		this.endpoint = endpoint;
	}

	@Override
	public <T> T getEndpointInstance(Class<T> type) {
		return type.cast(this.endpoint.get());
	}

	@Override
	public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
		return List.of();
	}

	@Override
	public boolean checkOrigin(String origin) {
		// every request's origin has been checked before it gets here
		return true;
	}

}
