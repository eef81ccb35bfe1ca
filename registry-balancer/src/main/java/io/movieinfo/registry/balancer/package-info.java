/**
 * Picks one instance of a service from what is known of its instances. Start from
 * {@link io.movieinfo.registry.balancer.LoadBalancer}.
 */
@NullMarked
package io.movieinfo.registry.balancer;

import org.jspecify.annotations.NullMarked;
