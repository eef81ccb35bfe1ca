package io.movieinfo.registry.autoconfigure.actuate;

import java.util.LinkedHashMap;
import java.util.Map;

import io.movieinfo.registry.client.RegistryClient;
import io.movieinfo.registry.client.registration.Registration;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/**
 * Says what the application is registered as, and with which server node.
 */
final class RegistryInfoContributor implements InfoContributor {

	private final RegistryClient client;

	RegistryInfoContributor(RegistryClient client) {
		this.client = client;
	}

	@Override
	public void contribute(Info.Builder builder) {
		Map<String, Object> details = new LinkedHashMap<>();
		for (Registration registration : this.client.registrations()) {
			details.put("namespace", registration.key().service().namespace());
			details.put("service", registration.key().service().name());
			details.put("id", registration.key().id());
			details.put("state", RegistryDescriptor.lowerCase(registration.state()));
		}
		String node = this.client.session().node();
		if (node != null) {
			details.put("node", node);
		}
		builder.withDetail("registry", details);
	}

}
