/**
 * MovieInfo's gateway: what people outside call. Start from
 * {@link io.movieinfo.sample.cloud.gateway.GatewayApplication}.
 */
@NullMarked
package io.movieinfo.sample.cloud.gateway;

import org.jspecify.annotations.NullMarked;
