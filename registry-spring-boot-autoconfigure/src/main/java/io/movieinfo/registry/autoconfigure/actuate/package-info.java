/**
 * What Actuator and the registry tell each other about the application's health. Start
 * from
 * {@link io.movieinfo.registry.autoconfigure.actuate.RegistryActuatorAutoConfiguration}.
 */
@NullMarked
package io.movieinfo.registry.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
