/**
 * Tests of the running server, over real connections.
 */
@NullMarked
package io.movieinfo.registry.server.app;

import org.jspecify.annotations.NullMarked;
