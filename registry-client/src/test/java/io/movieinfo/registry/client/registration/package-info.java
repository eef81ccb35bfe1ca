/**
 * Tests of what the package keeps to itself.
 */
@NullMarked
package io.movieinfo.registry.client.registration;

import org.jspecify.annotations.NullMarked;
