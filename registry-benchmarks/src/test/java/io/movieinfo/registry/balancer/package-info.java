/**
 * Stress tests of picking.
 */
@NullMarked
package io.movieinfo.registry.balancer;

import org.jspecify.annotations.NullMarked;
