package io.movieinfo.registry.server.app.security;

import java.net.InetAddress;

import io.movieinfo.registry.server.app.RegistryServerProperties;
import io.movieinfo.registry.server.app.RegistryServerProperties.Security.Mode;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.server.AbstractConfigurableWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Refuses to listen elsewhere than on loopback unless that is said to be wanted. It looks
 * at the web server that is about to be made, whoever set its address, and so comes last
 * of its customizers.
 */
@Component
final class ListenAddressCheck implements WebServerFactoryCustomizer<AbstractConfigurableWebServerFactory>, Ordered {

	private final RegistryServerProperties properties;

	private final Environment environment;

	ListenAddressCheck(RegistryServerProperties properties, Environment environment) {
		this.properties = properties;
		this.environment = environment;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void customize(AbstractConfigurableWebServerFactory factory) {
		if (this.properties.security().mode() == Mode.OPEN) {
			return;
		}
		check("server.address", factory.getAddress());
		if (ManagementPortType.get(this.environment) == ManagementPortType.DIFFERENT) {
			check("management.server.address",
					Binder.get(this.environment).bind("management.server.address", InetAddress.class).orElse(null));
		}
	}

	private static void check(String property, @Nullable InetAddress address) {
		if (address == null || !address.isLoopbackAddress()) {
			throw new ExposedServerException(property,
					(address != null) ? address.getHostAddress() : "not set, which means every address");
		}
	}

}
