/**
 * Stress tests of requests that wait.
 */
@NullMarked
package io.movieinfo.registry.server.app.api;

import org.jspecify.annotations.NullMarked;
