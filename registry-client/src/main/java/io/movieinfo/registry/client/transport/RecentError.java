package io.movieinfo.registry.client.transport;

import java.time.Instant;

/**
 * Something that went wrong lately, for people. Immutable.
 *
 * @param message what, and why
 * @param firstAt when it first did
 * @param lastAt when it last did
 * @param times how many times it did
 */
public record RecentError(String message, Instant firstAt, Instant lastAt, long times) {

}
