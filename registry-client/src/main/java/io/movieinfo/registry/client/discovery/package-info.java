/**
 * Keeps an always-readable local view of the services that the process calls. Start from
 * {@link io.movieinfo.registry.client.discovery.DiscoveryClient}.
 */
@NullMarked
package io.movieinfo.registry.client.discovery;

import org.jspecify.annotations.NullMarked;
