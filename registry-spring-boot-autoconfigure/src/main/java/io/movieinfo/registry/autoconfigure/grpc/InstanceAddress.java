package io.movieinfo.registry.autoconfigure.grpc;

import io.grpc.Attributes;
import io.movieinfo.registry.protocol.ServiceInstance;
import org.jspecify.annotations.Nullable;

/**
 * Where an instance answers gRPC.
 *
 * @param host its host name or IP address
 * @param port its gRPC port
 */
record InstanceAddress(String host, int port) {

	/** Names the gRPC port of an instance whose own port is another server's. */
	static final String PORT_META = "registry.grpc-port";

	/** The instance that a group of addresses is of. */
	static final Attributes.Key<ServiceInstance> INSTANCE = Attributes.Key
		.create("io.movieinfo.registry.autoconfigure.grpc.instance");

	private static final int HIGHEST_PORT = 65535;

	/**
	 * Returns an instance's gRPC address: at the port that its metadata names, else, also
	 * if that is none, at its own port.
	 */
	static InstanceAddress of(ServiceInstance instance) {
		int port = port(instance.meta().get(PORT_META));
		return new InstanceAddress(instance.address(), (port > 0) ? port : instance.port());
	}

	String authority() {
		return ((this.host.indexOf(':') >= 0) ? "[" + this.host + "]:" : this.host + ":") + this.port;
	}

	private static int port(@Nullable String text) {
		if (text == null) {
			return 0;
		}
		try {
			int port = Integer.parseInt(text);
			return (port <= HIGHEST_PORT) ? port : 0;
		}
		catch (NumberFormatException ex) {
			return 0;
		}
	}

}
