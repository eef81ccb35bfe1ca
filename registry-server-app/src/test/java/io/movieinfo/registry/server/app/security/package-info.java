/**
 * Tests of who may reach the server.
 */
@NullMarked
package io.movieinfo.registry.server.app.security;

import org.jspecify.annotations.NullMarked;
