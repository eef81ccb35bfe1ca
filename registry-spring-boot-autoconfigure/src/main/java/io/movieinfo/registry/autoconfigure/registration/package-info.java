/**
 * Registers the application while it is up. Start from
 * {@link io.movieinfo.registry.autoconfigure.registration.RegistrationAutoConfiguration}.
 */
@NullMarked
package io.movieinfo.registry.autoconfigure.registration;

import org.jspecify.annotations.NullMarked;
