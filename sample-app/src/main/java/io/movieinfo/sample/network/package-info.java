/**
 * Hosts with a network of their own, made of Linux network namespaces, for faults that
 * only a network between hosts can have. Start from
 * {@link io.movieinfo.sample.network.VirtualNetwork}.
 */
@NullMarked
package io.movieinfo.sample.network;

import org.jspecify.annotations.NullMarked;
