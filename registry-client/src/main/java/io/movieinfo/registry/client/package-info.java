/**
 * Connects a process to the registry: registers it, and keeps a local view of the
 * services that it calls. Start from {@link io.movieinfo.registry.client.RegistryClient}.
 */
@NullMarked
package io.movieinfo.registry.client;

import org.jspecify.annotations.NullMarked;
