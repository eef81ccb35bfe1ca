/**
 * Tests of the HTTP API over real connections.
 */
@NullMarked
package io.movieinfo.registry.server.app.api;

import org.jspecify.annotations.NullMarked;
