/**
 * How long a registration lasts without a sign of life; time comes in from outside. Start
 * from {@link io.movieinfo.registry.server.lease.Leases}.
 */
@NullMarked
package io.movieinfo.registry.server.lease;

import org.jspecify.annotations.NullMarked;
