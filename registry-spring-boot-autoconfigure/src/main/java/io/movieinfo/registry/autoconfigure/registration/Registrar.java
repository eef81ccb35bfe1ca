package io.movieinfo.registry.autoconfigure.registration;

import io.movieinfo.registry.client.RegistryClient;
import io.movieinfo.registry.client.registration.HealthChecker;
import io.movieinfo.registry.client.registration.Registration;
import io.movieinfo.registry.protocol.InstanceContent;

/**
 * The part of {@link RegistryClient} that registers.
 */
@FunctionalInterface
interface Registrar {

	Registration register(InstanceContent content, HealthChecker checker);

}
