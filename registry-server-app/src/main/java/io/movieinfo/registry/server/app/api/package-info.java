/**
 * The HTTP API for every other language, scripts and people. Start from
 * {@link io.movieinfo.registry.server.app.api.ServicesController}.
 */
@NullMarked
package io.movieinfo.registry.server.app.api;

import org.jspecify.annotations.NullMarked;
