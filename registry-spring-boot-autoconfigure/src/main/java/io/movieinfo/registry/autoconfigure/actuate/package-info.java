/**
 * What the application tells Actuator and Micrometer of the registry, and what its health
 * indicators tell the registry. Start from
 * {@link io.movieinfo.registry.autoconfigure.actuate.RegistryActuatorAutoConfiguration}.
 */
@NullMarked
package io.movieinfo.registry.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
