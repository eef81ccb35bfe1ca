/**
 * What Actuator says of the registry. Start from
 * {@link io.movieinfo.registry.server.app.actuate.RegistryHealthIndicator}.
 */
@NullMarked
package io.movieinfo.registry.server.app.actuate;

import org.jspecify.annotations.NullMarked;
