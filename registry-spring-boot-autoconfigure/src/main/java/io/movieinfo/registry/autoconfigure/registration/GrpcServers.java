package io.movieinfo.registry.autoconfigure.registration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.grpc.server.GrpcServletRegistration;
import org.springframework.context.ApplicationContext;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;
import org.springframework.util.ClassUtils;

/**
 * The gRPC servers that Spring Boot runs in an application, if gRPC is there at all.
 */
final class GrpcServers {

	private static final String LIFECYCLE = "org.springframework.grpc.server.lifecycle.GrpcServerLifecycle";

	private static final String SERVLET = "org.springframework.boot.grpc.server.GrpcServletRegistration";

	private GrpcServers() {
	}

	/**
	 * Whether a context has a gRPC server of its own. One that serves its own process
	 * only counts too, but has no port later on.
	 */
	static boolean hasOne(ApplicationContext context) {
		return isPresent(context, LIFECYCLE) && Lifecycles.areThereAny(context);
	}

	/**
	 * Returns the port that a context's gRPC server listens on, or {@code null} if it has
	 * none.
	 */
	static @Nullable Integer port(ApplicationContext context) {
		return isPresent(context, LIFECYCLE) ? Lifecycles.port(context) : null;
	}

	/**
	 * Whether a context serves gRPC in its web server.
	 */
	static boolean isInWebServer(ApplicationContext context) {
		return isPresent(context, SERVLET) && Servlets.areThereAny(context);
	}

	private static boolean isPresent(ApplicationContext context, String className) {
		return ClassUtils.isPresent(className, context.getClassLoader());
	}

	/**
	 * Keeps classes apart that an application without gRPC does not have.
	 */
	private static final class Lifecycles {

		static boolean areThereAny(ApplicationContext context) {
			return context.getBeanNamesForType(GrpcServerLifecycle.class).length > 0;
		}

		static @Nullable Integer port(ApplicationContext context) {
			for (GrpcServerLifecycle server : context.getBeansOfType(GrpcServerLifecycle.class).values()) {
				if (server.getPort() > 0) {
					return server.getPort();
				}
			}
			return null;
		}

	}

	/**
	 * Keeps classes apart that an application has that serves gRPC in its web server.
	 */
	private static final class Servlets {

		static boolean areThereAny(ApplicationContext context) {
			return context.getBeanNamesForType(GrpcServletRegistration.class).length > 0;
		}

	}

}
