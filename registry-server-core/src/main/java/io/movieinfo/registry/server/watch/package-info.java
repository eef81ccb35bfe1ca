/**
 * Tells watchers what has changed, each as fast as it takes it. Start from
 * {@link io.movieinfo.registry.server.watch.WatchHub}.
 */
@NullMarked
package io.movieinfo.registry.server.watch;

import org.jspecify.annotations.NullMarked;
