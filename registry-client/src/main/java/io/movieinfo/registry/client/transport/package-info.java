/**
 * Keeps one session to one of the registry's nodes: connects, fails over, backs off,
 * beats, encodes. Start from {@link io.movieinfo.registry.client.transport.Session}.
 */
@NullMarked
package io.movieinfo.registry.client.transport;

import org.jspecify.annotations.NullMarked;
