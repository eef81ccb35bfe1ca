/**
 * Lets gRPC channels call services by name, as in {@code registry:///user-service}. Start
 * from
 * {@link io.movieinfo.registry.autoconfigure.grpc.LoadBalancedGrpcAutoConfiguration}.
 */
@NullMarked
package io.movieinfo.registry.autoconfigure.grpc;

import org.jspecify.annotations.NullMarked;
