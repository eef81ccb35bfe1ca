package io.movieinfo.registry.server.watch;

import io.movieinfo.registry.protocol.Cursor;
import org.jspecify.annotations.Nullable;

/**
 * Who watches a service, and how far.
 *
 * @param kind how the watcher acknowledges
 * @param name says who it is, for people
 * @param live whether it can be expected to acknowledge now
 * @param told the last change that it was told, or {@code null} if none
 * @param acknowledged the last change that it has acknowledged, with no requests under
 * way that a drain waits for, or {@code null} if none
 */
public record WatcherDetails(Reader.Kind kind, String name, boolean live, @Nullable Cursor told,
		@Nullable Cursor acknowledged) {

}
