package io.movieinfo.registry.autoconfigure;

import io.movieinfo.registry.client.RegistryClient;

/**
 * Changes the auto-configured registry client before it is built. Beans of this type are
 * called in their order, after the properties have been applied.
 */
@FunctionalInterface
public interface RegistryClientCustomizer {

	void customize(RegistryClient.Builder builder);

}
