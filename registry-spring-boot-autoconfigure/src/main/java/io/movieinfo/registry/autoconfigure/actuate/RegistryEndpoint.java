package io.movieinfo.registry.autoconfigure.actuate;

import io.movieinfo.registry.client.RegistryClient;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * Shows how the application stands with the registry, and changes what it says of itself
 * there: its weight, that it is out of service, and that it is draining.
 */
@Endpoint(id = "registry")
final class RegistryEndpoint {

	private final RegistryClient client;

	private final OwnInstance own;

	RegistryEndpoint(RegistryClient client, OwnInstance own) {
		this.client = client;
		this.own = own;
	}

	@ReadOperation
	public RegistryDescriptor registry() {
		return RegistryDescriptor.of(this.client);
	}

	@WriteOperation
	public RegistryDescriptor act(@Selector String action, @Nullable String weight, @Nullable String limit) {
		this.own.act(action, weight, limit);
		return registry();
	}

	@DeleteOperation
	public RegistryDescriptor undo(@Selector String action) {
		this.own.undo(action);
		return registry();
	}

}
