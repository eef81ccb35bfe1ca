package io.movieinfo.registry.client.transport;

import java.net.URI;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Whether the client has a session, for people. Immutable.
 *
 * @param connected whether there is a session at present
 * @param url the server URL of the session or, without one, of the last attempt;
 * {@code null} before the first
 * @param node the server node that the session is with, or {@code null} without one
 * @param since when the client got, or lost, its session; without any so far, when it was
 * made
 * @param lastError what last ended a session or an attempt, or {@code null}
 */
public record SessionState(boolean connected, @Nullable URI url, @Nullable String node, Instant since,
		@Nullable String lastError) {

}
