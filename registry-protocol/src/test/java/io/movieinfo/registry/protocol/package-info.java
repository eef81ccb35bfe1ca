/**
 * The protocol's tests, and what the tests of client and server share. Start from
 * {@link io.movieinfo.registry.protocol.GoldenMessages}.
 */
@NullMarked
package io.movieinfo.registry.protocol;

import org.jspecify.annotations.NullMarked;
