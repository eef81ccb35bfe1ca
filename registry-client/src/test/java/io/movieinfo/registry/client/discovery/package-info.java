/**
 * Tests of what the package keeps to itself.
 */
@NullMarked
package io.movieinfo.registry.client.discovery;

import org.jspecify.annotations.NullMarked;
