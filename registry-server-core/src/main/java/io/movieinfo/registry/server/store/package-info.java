/**
 * Where the registry's state outlives the process. Start from
 * {@link io.movieinfo.registry.server.store.RegistryStore}.
 */
@NullMarked
package io.movieinfo.registry.server.store;

import org.jspecify.annotations.NullMarked;
