package io.movieinfo.registry.autoconfigure.cloud;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;
import java.util.concurrent.CancellationException;

import javax.net.ssl.SSLHandshakeException;

import io.movieinfo.registry.balancer.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What a failed call says of the instance, as far as the clients that Spring Cloud uses
 * tell by their exceptions.
 */
final class FailedCall {

	private static final int DEEPEST_CAUSE = 20;

	private FailedCall() {
	}

	/**
	 * Finds the first cause that tells.
	 */
	static Outcome outcome(@Nullable Throwable failure) {
		Throwable cause = failure;
		for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
			if (isNotConnected(cause)) {
				return Outcome.CONNECT_FAILURE;
			}
			if (isGivenUp(cause)) {
				return Outcome.CANCELLED;
			}
			cause = cause.getCause();
		}
		return Outcome.FAILURE;
	}

	/**
	 * Netty's and Apache's exceptions are derived from the JDK's, but for time-outs.
	 */
	private static boolean isNotConnected(Throwable cause) {
		return cause instanceof ConnectException || cause instanceof UnknownHostException
				|| cause instanceof NoRouteToHostException || cause instanceof UnresolvedAddressException
				|| cause instanceof HttpConnectTimeoutException || cause instanceof SSLHandshakeException
				|| (cause instanceof SocketTimeoutException && cause.getMessage() != null
						&& cause.getMessage().toLowerCase(Locale.ROOT).startsWith("connect"));
	}

	private static boolean isGivenUp(Throwable cause) {
		return cause instanceof InterruptedException || cause instanceof ClosedByInterruptException
				|| cause instanceof CancellationException;
	}

}
