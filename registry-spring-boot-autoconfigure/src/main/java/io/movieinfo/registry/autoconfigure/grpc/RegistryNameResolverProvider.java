package io.movieinfo.registry.autoconfigure.grpc;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Collection;
import java.util.List;

import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import org.jspecify.annotations.Nullable;

/**
 * Makes resolvers for targets of the scheme {@code registry}. gRPC finds it by itself,
 * once for a process. It has no state: whose registry is asked is an argument of the
 * channel.
 */
public final class RegistryNameResolverProvider extends NameResolverProvider {

	/** Below that of DNS: the highest one's scheme is the default of all targets. */
	private static final int PRIORITY = 1;

	@Override
	protected boolean isAvailable() {
		return true;
	}

	@Override
	protected int priority() {
		return PRIORITY;
	}

	@Override
	public String getDefaultScheme() {
		return ServiceTarget.SCHEME;
	}

	@Override
	public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
		return List.of(InetSocketAddress.class);
	}

	/**
	 * Makes the resolver of a channel.
	 * @return {@code null} if the target is of another scheme
	 * @throws IllegalArgumentException if the target names no service
	 * @throws IllegalStateException if the channel belongs to no application with a
	 * registry client
	 */
	@Override
	public @Nullable NameResolver newNameResolver(URI target, NameResolver.Args args) {
		if (!ServiceTarget.SCHEME.equalsIgnoreCase(target.getScheme())) {
			return null;
		}
		ChannelRegistry registry = args.getArg(ChannelRegistry.KEY);
		if (registry == null) {
			throw new IllegalStateException(("'%s' cannot be called by this channel: it takes one that Spring Boot's "
					+ "GrpcChannelFactory has made, in an application whose registry client is enabled")
				.formatted(target));
		}
		return new RegistryNameResolver(ServiceTarget.service(target, registry.namespace()), registry, args);
	}

}
