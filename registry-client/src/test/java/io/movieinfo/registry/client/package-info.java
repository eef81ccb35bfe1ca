/**
 * Tests the client against a registry made of a few lines, which also lies, hangs and
 * dies on demand.
 */
@NullMarked
package io.movieinfo.registry.client;

import org.jspecify.annotations.NullMarked;
