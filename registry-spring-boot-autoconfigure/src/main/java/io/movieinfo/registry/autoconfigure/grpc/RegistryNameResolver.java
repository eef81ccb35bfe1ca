package io.movieinfo.registry.autoconfigure.grpc;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.StatusOr;
import io.grpc.SynchronizationContext;
import io.movieinfo.registry.client.discovery.ServiceSnapshot;
import io.movieinfo.registry.client.discovery.Subscription;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * Tells a channel of all listed instances of a service, at first and after each change;
 * which of them are used is up to the balancer. The first look-up of a service waits for
 * the registry's answer, and host names have to be looked up, so all of it is done where
 * gRPC lets resolvers block. Whether there is an instance to call at all is the
 * balancer's to say: no list is an error here.
 */
final class RegistryNameResolver extends NameResolver {

	private static final String POLICIES = "loadBalancingConfig";

	private final ServiceKey service;

	private final ChannelRegistry registry;

	private final SynchronizationContext channel;

	private final Executor mayBlock;

	private final ServiceConfigParser parser;

	/** How many changes have come since the last round of telling began. */
	private final AtomicInteger changes = new AtomicInteger();

	private volatile boolean shutdown;

	private @Nullable Listener2 listener;

	private @Nullable Subscription subscription;

	RegistryNameResolver(ServiceKey service, ChannelRegistry registry, Args args) {
		this.service = service;
		this.registry = registry;
		this.channel = args.getSynchronizationContext();
		this.mayBlock = args.getOffloadExecutor();
		this.parser = args.getServiceConfigParser();
	}

	@Override
	public String getServiceAuthority() {
		return this.service.name();
	}

	@Override
	public void start(Listener2 listener) {
		this.listener = listener;
		// a client that is closed tells listeners nothing
		changed();
		this.subscription = this.registry.discovery().addListener(this.service, (snapshot) -> changed());
	}

	/**
	 * Looks host names up again: an instance could not be connected.
	 */
	@Override
	public void refresh() {
		changed();
	}

	@Override
	public void shutdown() {
		this.shutdown = true;
		if (this.subscription != null) {
			this.subscription.close();
		}
	}

	private void changed() {
		if (!this.shutdown && this.changes.getAndIncrement() == 0) {
			this.mayBlock.execute(this::tellUntilNothingChanges);
		}
	}

	private void tellUntilNothingChanges() {
		int seen = this.changes.get();
		do {
			if (this.shutdown) {
				return;
			}
			ResolutionResult result = result(this.registry.discovery().getInstances(this.service));
			this.channel.execute(() -> tell(result));
			seen = this.changes.addAndGet(-seen);
		}
		while (seen != 0);
	}

	private void tell(ResolutionResult result) {
		if (!this.shutdown && this.listener != null) {
			// a refused result cannot be bettered by asking again: changes are pushed
			var unused = this.listener.onResult2(result);
		}
	}

	private ResolutionResult result(ServiceSnapshot snapshot) {
		List<EquivalentAddressGroup> groups = snapshot.allInstances()
			.stream()
			.map(RegistryNameResolver::addresses)
			.toList();
		return ResolutionResult.newBuilder()
			.setAddressesOrError(StatusOr.fromValue(groups))
			.setAttributes(
					Attributes.newBuilder().set(ServicePicks.KEY, ServicePicks.of(this.registry, this.service)).build())
			.setServiceConfig(this.parser.parseServiceConfig(serviceConfig()))
			.build();
	}

	/**
	 * A resolver's service config takes the place of the channel's own one, so that it
	 * has to contain it. A policy that is chosen there stays chosen.
	 */
	private Map<String, Object> serviceConfig() {
		Map<String, Object> config = new LinkedHashMap<>(this.registry.serviceConfig().get());
		config.putIfAbsent(POLICIES, List.of(Map.of(RegistryLoadBalancerProvider.POLICY, Map.of())));
		return config;
	}

	/**
	 * The authority is the instance's own, as for HTTP: it is what its certificate names.
	 * One that is set for the channel wins.
	 */
	private static EquivalentAddressGroup addresses(ServiceInstance instance) {
		InstanceAddress address = InstanceAddress.of(instance);
		Attributes attributes = Attributes.newBuilder()
			.set(InstanceAddress.INSTANCE, instance)
			.set(EquivalentAddressGroup.ATTR_AUTHORITY_OVERRIDE, address.authority())
			.build();
		return new EquivalentAddressGroup(lookUp(address), attributes);
	}

	private static List<SocketAddress> lookUp(InstanceAddress address) {
		try {
			return Arrays.stream(InetAddress.getAllByName(address.host()))
				.<SocketAddress>map((ip) -> new InetSocketAddress(ip, address.port()))
				.toList();
		}
		catch (UnknownHostException ex) {
			// cannot be connected, as everybody is told who tries
			return List.of(InetSocketAddress.createUnresolved(address.host(), address.port()));
		}
	}

}
