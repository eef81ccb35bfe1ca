/**
 * What all HTTP answers have in common: their JSON, and problem details for everything
 * that goes wrong. Start from {@link io.movieinfo.registry.server.app.http.HttpProblem}.
 */
@NullMarked
package io.movieinfo.registry.server.app.http;

import org.jspecify.annotations.NullMarked;
