package io.movieinfo.registry.autoconfigure;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

import io.movieinfo.registry.balancer.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * How far a request came that failed, as far as the HTTP clients of Spring Boot and
 * Spring Cloud, imperative and reactive, tell by their exceptions, or the answer by its
 * status.
 */
public enum FailureKind {

	/** No connection came about: no part of the request can have been processed. */
	NOTHING_SENT(Outcome.CONNECT_FAILURE),

	/**
	 * The connection ended; the request may have been processed. Jetty's client, and
	 * rarely the JDK's, may also say so when a TLS handshake fails, because they name the
	 * connection that they have closed themselves.
	 */
	BROKEN_OFF(Outcome.FAILURE),

	/** The caller gave up, or never got a connection from its own pool. */
	GIVEN_UP(Outcome.CANCELLED),

	/** No answer came in time; the request may have been processed. */
	TIMED_OUT(Outcome.FAILURE),

	/** It was answered with 502, 503 or 504: whoever answered could not serve it. */
	UNAVAILABLE(Outcome.FAILURE),

	/** Anything else. */
	OTHER(Outcome.FAILURE);

	/** Of Apache HttpClient, Netty and Reactor Netty, none of which need be there. */
	private static final Set<String> BROKEN_OFF_NAMES = Set.of("NoHttpResponseException", "ConnectionClosedException",
			"RequestNotExecutedException", "HttpStreamResetException", "PrematureCloseException", "AbortedException",
			"NativeIoException");

	private static final Set<String> TIMED_OUT_NAMES = Set.of("ReadTimeoutException", "WriteTimeoutException");

	private static final Set<String> NO_POOLED_CONNECTION_NAMES = Set.of("PoolAcquireTimeoutException",
			"PoolAcquirePendingLimitException");

	/** Netty's, when the handshake met a server without TLS. */
	private static final String NOT_TLS_NAME = "NotSslRecordException";

	/** What the JDK, and clients on its channels, say with a bare IOException. */
	private static final List<String> BROKEN_OFF_MESSAGES = List.of("header parser received no bytes",
			"Connection reset", "Broken pipe", "RST_STREAM", "GOAWAY");

	private static final int DEEPEST_CAUSE = 20;

	private final Outcome outcome;

	FailureKind(Outcome outcome) {
		this.outcome = outcome;
	}

	/**
	 * Finds the first cause that tells.
	 * @param failure the failure, {@code null} if it is not known
	 */
	public static FailureKind of(@Nullable Throwable failure) {
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

	/**
	 * Returns what an answer's status says; {@code null} if it is the answer that the
	 * caller is to get.
	 */
	public static @Nullable FailureKind ofStatus(int status) {
		return switch (status) {
			case 502, 503, 504 -> UNAVAILABLE;
			default -> null;
		};
	}

	/**
	 * Returns what it says of the instance.
	 */
	public Outcome outcome() {
		return this.outcome;
	}

	/**
	 * Whether the request may be sent to another instance.
	 * @param idempotent whether it does no harm if it is processed twice
	 */
	public boolean allowsRepeat(boolean idempotent) {
		return switch (this) {
			case NOTHING_SENT -> true;
			case BROKEN_OFF, TIMED_OUT, UNAVAILABLE -> idempotent;
			case GIVEN_UP, OTHER -> false;
		};
	}

	private static @Nullable FailureKind ofSingle(Throwable cause) {
		if (isNothingSent(cause)) {
			return NOTHING_SENT;
		}
		if (NO_POOLED_CONNECTION_NAMES.contains(cause.getClass().getSimpleName())) {
			return GIVEN_UP;
		}
		if (cause instanceof SocketTimeoutException || cause instanceof HttpTimeoutException
				|| cause instanceof TimeoutException || TIMED_OUT_NAMES.contains(cause.getClass().getSimpleName())) {
			return TIMED_OUT;
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
		return cause instanceof SSLException && (NOT_TLS_NAME.equals(cause.getClass().getSimpleName())
				|| (cause.getMessage() != null && cause.getMessage().contains("nrecognized SSL message")));
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
				|| (cause instanceof IOException && saysBrokenOff(cause.getMessage()));
	}

	private static boolean saysBrokenOff(@Nullable String message) {
		return message != null && BROKEN_OFF_MESSAGES.stream().anyMatch(message::contains);
	}

}
