/**
 * Has Spring Cloud find and balance services by the registry, where it is on the class
 * path. Start from
 * {@link io.movieinfo.registry.autoconfigure.cloud.CloudLoadBalancerAutoConfiguration}.
 */
@NullMarked
package io.movieinfo.registry.autoconfigure.cloud;

import org.jspecify.annotations.NullMarked;
