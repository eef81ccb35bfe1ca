package io.movieinfo.registry.autoconfigure.registration;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Where an application's management endpoints are, so that Prometheus finds them too.
 */
final class ManagementServer {

	private static final String PORT = "registry.management-port";

	private static final String SCHEME = "registry.management-scheme";

	private static final String METRICS_PATH = "registry.metrics-path";

	private static final String PROPERTIES = "management.server";

	private static final String ENDPOINTS = "org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints";

	private static final String REACTIVE_CONTEXT = "org.springframework.boot.web.context.reactive.ReactiveWebApplicationContext";

	private ManagementServer() {
	}

	/**
	 * Returns the metadata that says so: port and scheme if the endpoints have a server
	 * of their own, and the path of the metrics if they are exposed for Prometheus.
	 * @param context a context with a web server that listens
	 * @param port the port that others connect to
	 */
	static Map<String, String> metadata(ApplicationContext context, int port) {
		Environment environment = context.getEnvironment();
		Map<String, String> metadata = new LinkedHashMap<>();
		Integer ownPort = ownPort(environment, port);
		if (ownPort != null) {
			metadata.put(PORT, ownPort.toString());
			metadata.put(SCHEME, OwnInstance.usesSsl(environment, PROPERTIES) ? "https" : "http");
		}
		String metrics = isPresent(context, ENDPOINTS) ? Endpoints.pathOfMetrics(context) : null;
		if (metrics != null && !isSwitchedOff(environment)) {
			metadata.put(METRICS_PATH, ((ownPort != null) ? path(environment, PROPERTIES + ".base-path")
					: pathOfApplication(context, environment)) + metrics);
		}
		return metadata;
	}

	private static @Nullable Integer ownPort(Environment environment, int port) {
		Integer managementPort = environment.getProperty("local.management.port", Integer.class);
		Integer serverPort = environment.getProperty("local.server.port", Integer.class, port);
		return (managementPort == null || managementPort.equals(serverPort)) ? null : managementPort;
	}

	private static boolean isSwitchedOff(Environment environment) {
		return environment.getProperty(PROPERTIES + ".port", Integer.class, 0) < 0;
	}

	private static String pathOfApplication(ApplicationContext context, Environment environment) {
		boolean reactive = isPresent(context, REACTIVE_CONTEXT)
				&& ClassUtils.resolveClassName(REACTIVE_CONTEXT, context.getClassLoader()).isInstance(context);
		return reactive ? path(environment, "spring.webflux.base-path")
				: path(environment, "server.servlet.context-path") + path(environment, "spring.mvc.servlet.path");
	}

	/**
	 * Returns a path as it stands before another one.
	 */
	private static String path(Environment environment, String property) {
		String path = StringUtils.trimTrailingCharacter(environment.getProperty(property, ""), '/');
		return (path.isEmpty() || path.startsWith("/")) ? path : "/" + path;
	}

	private static boolean isPresent(ApplicationContext context, String className) {
		return ClassUtils.isPresent(className, context.getClassLoader());
	}

	/**
	 * Keeps classes apart that an application without Actuator does not have.
	 */
	private static final class Endpoints {

		static @Nullable String pathOfMetrics(ApplicationContext context) {
			PathMappedEndpoints exposed = context.getBeanProvider(PathMappedEndpoints.class).getIfAvailable();
			return (exposed != null) ? exposed.getPath(EndpointId.of("prometheus")) : null;
		}

	}

}
