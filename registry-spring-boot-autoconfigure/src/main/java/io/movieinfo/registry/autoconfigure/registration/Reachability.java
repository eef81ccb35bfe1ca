package io.movieinfo.registry.autoconfigure.registration;

import java.util.LinkedHashMap;
import java.util.Map;

import io.movieinfo.registry.autoconfigure.InvalidRegistryPropertyException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.util.ClassUtils;

/**
 * How an application can be reached by others.
 */
enum Reachability {

	/** By the web server that its context runs, whose port is known once it listens. */
	WEB_SERVER("server"),

	/**
	 * By the gRPC server that its context runs, and by no web server; its port is known
	 * once it listens.
	 */
	GRPC_SERVER("spring.grpc.server"),

	/** By a port that the properties name. */
	CONFIGURED_PORT("server"),

	/** Not at all, because a test drives it without a server. */
	MOCK("server"),

	/** Not at all: it could run a web server, but was started without one. */
	NONE("server");

	private static final String GRPC_PORT = "registry.grpc-port";

	private static final String WEB_SERVER_CONTEXT = "org.springframework.boot.web.server.context.WebServerApplicationContext";

	private static final String[] WEB_CONTEXTS = { "org.springframework.web.context.WebApplicationContext",
			"org.springframework.boot.web.context.reactive.ReactiveWebApplicationContext" };

	private final String serverProperties;

	Reachability(String serverProperties) {
		this.serverProperties = serverProperties;
	}

	/**
	 * Finds out how a context that is about to be ready can be reached.
	 * @param context the context, its beans made
	 * @param configuredPort the port that the properties name, if any
	 * @throws InvalidRegistryPropertyException if it is no web application, has no gRPC
	 * server, and no port is named
	 */
	static Reachability of(ApplicationContext context, @Nullable Integer configuredPort) {
		boolean webServers = ClassUtils.isPresent(WEB_SERVER_CONTEXT, context.getClassLoader());
		if (webServers && WebServers.runsOne(context)) {
			return WEB_SERVER;
		}
		if (isWebContext(context) && !(webServers && WebServers.isWebServerContext(context))) {
			return MOCK;
		}
		if (GrpcServers.hasOne(context)) {
			return GRPC_SERVER;
		}
		if (configuredPort != null) {
			return CONFIGURED_PORT;
		}
		if (webServers && !isWebContext(context)) {
			return NONE;
		}
		throw new InvalidRegistryPropertyException("registry.client.instance.port", null,
				"an application without a web or gRPC server of its own has no port to register",
				"registry.client.instance.port=<the port it listens on>%n%nor, to call others without being registered:%n%n    registry.client.registration.enabled=false"
					.formatted());
	}

	/**
	 * Returns the port that others connect to, or {@code null} if there is none after
	 * all.
	 */
	@Nullable Integer port(ApplicationContext context, @Nullable Integer configuredPort) {
		return switch (this) {
			case WEB_SERVER -> firstOf(configuredPort, WebServers.port(context), GrpcServers.port(context));
			case GRPC_SERVER -> firstOf(configuredPort, GrpcServers.port(context));
			case CONFIGURED_PORT -> configuredPort;
			case MOCK, NONE -> null;
		};
	}

	/**
	 * Returns where else it can be reached, as metadata: where the management endpoints
	 * are, and the port of gRPC.
	 * @param port the port that others connect to
	 */
	Map<String, String> metadata(ApplicationContext context, int port) {
		Map<String, String> metadata = new LinkedHashMap<>();
		if (this == WEB_SERVER) {
			metadata.putAll(ManagementServer.metadata(context, port));
		}
		Integer grpcPort = GrpcServers.isInWebServer(context) ? Integer.valueOf(port) : GrpcServers.port(context);
		if (grpcPort != null) {
			metadata.put(GRPC_PORT, grpcPort.toString());
		}
		return metadata;
	}

	/**
	 * Returns where the properties of the server that others connect to begin.
	 */
	String serverProperties() {
		return this.serverProperties;
	}

	private static @Nullable Integer firstOf(@Nullable Integer... ports) {
		for (Integer port : ports) {
			if (port != null) {
				return port;
			}
		}
		return null;
	}

	private static boolean isWebContext(ApplicationContext context) {
		for (String name : WEB_CONTEXTS) {
			if (ClassUtils.isPresent(name, context.getClassLoader())
					&& ClassUtils.resolveClassName(name, context.getClassLoader()).isInstance(context)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Keeps classes apart that an application without a web server does not have.
	 */
	private static final class WebServers {

		static boolean isWebServerContext(ApplicationContext context) {
			return context instanceof WebServerApplicationContext;
		}

		static boolean runsOne(ApplicationContext context) {
			return context instanceof WebServerApplicationContext webContext && webContext.getWebServer() != null;
		}

		static @Nullable Integer port(ApplicationContext context) {
			WebServer server = ((WebServerApplicationContext) context).getWebServer();
			return (server != null && server.getPort() > 0) ? Integer.valueOf(server.getPort()) : null;
		}

	}

}
