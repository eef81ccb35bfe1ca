/**
 * The deployable registry server: its properties, and the registry's life within a Spring
 * application. Start from
 * {@link io.movieinfo.registry.server.app.RegistryServerApplication}.
 */
@NullMarked
package io.movieinfo.registry.server.app;

import org.jspecify.annotations.NullMarked;
