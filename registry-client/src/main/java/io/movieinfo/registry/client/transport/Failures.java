package io.movieinfo.registry.client.transport;

import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocketHandshakeException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CompletionException;

/**
 * Says in words for people why there is no session.
 */
final class Failures {

	private Failures() {
	}

	static String describe(Throwable failure) {
		Throwable cause = failure;
		while (cause instanceof CompletionException && cause.getCause() != null) {
			cause = cause.getCause();
		}
		if (cause instanceof WebSocketHandshakeException handshake && handshake.getResponse() != null) {
			return "answered with HTTP status %d instead of a session".formatted(handshake.getResponse().statusCode());
		}
		for (Throwable deeper = cause; deeper != null; deeper = deeper.getCause()) {
			if (deeper instanceof UnresolvedAddressException) {
				return "unknown host";
			}
		}
		if (cause instanceof HttpTimeoutException) {
			return "no answer in time";
		}
		if (cause instanceof ConnectException && (cause.getMessage() == null)) {
			return "no connection, refused or unreachable";
		}
		return (cause.getMessage() != null) ? cause.getClass().getSimpleName() + ": " + cause.getMessage()
				: cause.getClass().getSimpleName();
	}

}
