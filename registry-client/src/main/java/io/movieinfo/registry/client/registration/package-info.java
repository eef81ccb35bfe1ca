/**
 * Keeps the process registered, with its health, for as long as it wants to be. Start
 * from {@link io.movieinfo.registry.client.registration.Registration}.
 */
@NullMarked
package io.movieinfo.registry.client.registration;

import org.jspecify.annotations.NullMarked;
