/**
 * Keeps the last known lists of services on disk, so that a process can start while the
 * registry is away. Start from
 * {@link io.movieinfo.registry.client.discovery.cache.ListCache}.
 */
@NullMarked
package io.movieinfo.registry.client.discovery.cache;

import org.jspecify.annotations.NullMarked;
