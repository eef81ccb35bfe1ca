/**
 * Tests of the hosts with a network of their own.
 */
@NullMarked
package io.movieinfo.sample.network;

import org.jspecify.annotations.NullMarked;
