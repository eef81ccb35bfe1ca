package io.movieinfo.registry.autoconfigure.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CancellationException;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

import io.movieinfo.registry.balancer.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * How far a request came that ended without an answer, as far as the HTTP clients of
 * Spring Boot tell by their exceptions.
 */
enum FailureKind {

	/** No connection came about: no part of the request can have been processed. */
	NOTHING_SENT(Outcome.CONNECT_FAILURE),

	/**
	 * The connection ended; the request may have been processed. Jetty's client may also
	 * say so when a TLS handshake fails, because it writes the request meanwhile.
	 */
	BROKEN_OFF(Outcome.FAILURE),

	/** The caller gave up, or never got a connection from its own pool. */
	GIVEN_UP(Outcome.CANCELLED),

	/** Anything else, time-outs included. */
	OTHER(Outcome.FAILURE);

	/** Of Apache HttpClient and Reactor Netty, neither of which need be there. */
	private static final Set<String> BROKEN_OFF_NAMES = Set.of("NoHttpResponseException", "ConnectionClosedException",
			"PrematureCloseException");

	/** The JDK's client says it with a bare IOException. */
	private static final String NO_BYTES = "header parser received no bytes";

	private static final int DEEPEST_CAUSE = 20;

	private final Outcome outcome;

	FailureKind(Outcome outcome) {
		this.outcome = outcome;
	}

	/**
	 * Finds the first cause that tells.
	 */
	static FailureKind of(IOException failure) {
		Throwable cause = failure;
		for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
			FailureKind kind = ofSingle(cause);
			if (kind != null) {
				return kind;
			}
			cause = cause.getCause();
		}
		return OTHER;
	}

	Outcome outcome() {
		return this.outcome;
	}

	private static @Nullable FailureKind ofSingle(Throwable cause) {
		if (isNothingSent(cause)) {
			return NOTHING_SENT;
		}
		if (cause instanceof SocketTimeoutException) {
			return OTHER;
		}
		if (cause instanceof InterruptedException || cause instanceof InterruptedIOException
				|| cause instanceof ClosedByInterruptException || cause instanceof CancellationException) {
			return GIVEN_UP;
		}
		return isBrokenOff(cause) ? BROKEN_OFF : null;
	}

	private static boolean isNothingSent(Throwable cause) {
		return cause instanceof UnknownHostException || cause instanceof ConnectException
				|| cause instanceof NoRouteToHostException || cause instanceof UnresolvedAddressException
				|| cause instanceof HttpConnectTimeoutException || cause instanceof SSLHandshakeException
				|| cause instanceof SSLPeerUnverifiedException || isPlainTextAnswer(cause) || isConnectTimeout(cause);
	}

	/**
	 * The handshake met a server without TLS.
	 */
	private static boolean isPlainTextAnswer(Throwable cause) {
		return cause instanceof SSLException && cause.getMessage() != null
				&& cause.getMessage().contains("nrecognized SSL message");
	}

	/**
	 * Simple, Apache and Jetty clients have one type for both time-outs, or one derived
	 * from it, and begin the message of this one with "Connect".
	 */
	private static boolean isConnectTimeout(Throwable cause) {
		return cause instanceof SocketTimeoutException && cause.getMessage() != null
				&& cause.getMessage().toLowerCase(Locale.ROOT).startsWith("connect");
	}

	private static boolean isBrokenOff(Throwable cause) {
		return cause instanceof SocketException || cause instanceof EOFException
				|| cause instanceof ClosedChannelException
				|| BROKEN_OFF_NAMES.contains(cause.getClass().getSimpleName())
				|| (cause.getMessage() != null && cause.getMessage().contains(NO_BYTES));
	}

}
