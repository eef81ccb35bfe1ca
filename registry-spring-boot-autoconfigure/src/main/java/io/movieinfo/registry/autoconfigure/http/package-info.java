/**
 * Adds {@code lb://} to the HTTP clients that Spring Boot configures. Start from
 * {@link io.movieinfo.registry.autoconfigure.http.LoadBalancedHttpAutoConfiguration}.
 */
@NullMarked
package io.movieinfo.registry.autoconfigure.http;

import org.jspecify.annotations.NullMarked;
