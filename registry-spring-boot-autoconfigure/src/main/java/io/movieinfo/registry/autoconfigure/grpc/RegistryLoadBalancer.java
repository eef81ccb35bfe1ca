package io.movieinfo.registry.autoconfigure.grpc;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

import io.grpc.ConnectivityState;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer;
import io.grpc.Status;
import io.movieinfo.registry.protocol.ServiceInstance;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a connection to each address of a service, and has the registry's balancer pick
 * one of them for each RPC. Routable instances are connected as soon as they are known,
 * so that no call waits for a connection that another one is ready for; others when they
 * are picked. The connection to an instance that is gone ends when its RPCs have. Belongs
 * to the channel's synchronization context.
 */
final class RegistryLoadBalancer extends LoadBalancer {

	private final Helper helper;

	private final LongSupplier ticker;

	private Map<InstanceAddress, Connection> connections = Map.of();

	/** Ways to the instances by their ids. */
	private Map<String, Route> routes = Map.of();

	private @Nullable ServicePicks picks;

	/**
	 * Creates the policy, without any connection at first.
	 * @param ticker tells elapsed time in nanoseconds
	 */
	RegistryLoadBalancer(Helper helper, LongSupplier ticker) {
		this.helper = helper;
		this.ticker = ticker;
	}

	@Override
	public Status acceptResolvedAddresses(ResolvedAddresses resolved) {
		ServicePicks told = resolved.getAttributes().get(ServicePicks.KEY);
		if (told == null) {
			Status refusal = Status.UNAVAILABLE
				.withDescription("The balancing policy '%s' needs a target %s:///<service>"
					.formatted(RegistryLoadBalancerProvider.POLICY, ServiceTarget.SCHEME));
			handleNameResolutionError(refusal);
			return refusal;
		}
		this.picks = told;
		Map<InstanceAddress, Connection> gone = new HashMap<>(this.connections);
		Map<InstanceAddress, Connection> now = new HashMap<>();
		Map<Connection, EquivalentAddressGroup> occupants = new HashMap<>();
		Map<String, Route> ways = new HashMap<>();
		for (EquivalentAddressGroup group : resolved.getAddresses()) {
			ServiceInstance instance = instance(group);
			if (instance != null) {
				InstanceAddress address = InstanceAddress.of(instance);
				Connection connection = gone.remove(address);
				if (connection != null) {
					now.put(address, connection);
				}
				else {
					connection = now.computeIfAbsent(address,
							(added) -> new Connection(group, this.helper, this::publish, this.ticker));
				}
				occupants.merge(connection, group, RegistryLoadBalancer::occupant);
				ways.put(instance.id(), new Route(connection, instance.incarnation()));
			}
		}
		occupants.forEach((connection, group) -> connection.update(group, Objects.requireNonNull(instance(group))));
		this.connections = now;
		this.routes = Map.copyOf(ways);
		publish();
		gone.values().forEach(Connection::close);
		return Status.OK;
	}

	private static @Nullable ServiceInstance instance(EquivalentAddressGroup group) {
		return group.getAttributes().get(InstanceAddress.INSTANCE);
	}

	/**
	 * Returns which of two that are listed at one address is there: a process that is
	 * dead may still be listed beside its successor.
	 */
	private static EquivalentAddressGroup occupant(EquivalentAddressGroup one, EquivalentAddressGroup other) {
		ServiceInstance first = Objects.requireNonNull(instance(one));
		ServiceInstance second = Objects.requireNonNull(instance(other));
		if (first.routable() != second.routable()) {
			return first.routable() ? one : other;
		}
		return (first.incarnation() > second.incarnation()) ? one : other;
	}

	/**
	 * Keeps what is there. The resolver reports no errors, but whatever is put between it
	 * and this may.
	 */
	@Override
	public void handleNameResolutionError(Status error) {
		if (this.picks == null) {
			this.helper.updateBalancingState(ConnectivityState.TRANSIENT_FAILURE,
					new FailingPicker(PickResult.withError(error)));
		}
	}

	@Override
	public void requestConnection() {
		this.connections.values().forEach(Connection::connect);
	}

	@Override
	public void shutdown() {
		this.connections.values().forEach(Connection::close);
		this.connections = Map.of();
	}

	/**
	 * Has what waits be picked for again.
	 */
	private void publish() {
		if (this.picks != null) {
			this.helper.updateBalancingState(state(), new RegistryPicker(this.picks, this.routes));
		}
	}

	private ConnectivityState state() {
		ConnectivityState state = ConnectivityState.TRANSIENT_FAILURE;
		for (Connection connection : this.connections.values()) {
			if (connection.isReady()) {
				return ConnectivityState.READY;
			}
			if (!connection.isFailing()) {
				state = ConnectivityState.CONNECTING;
			}
		}
		return state;
	}

	/**
	 * The way to an instance.
	 *
	 * @param connection leads there
	 * @param incarnation which incarnation of the instance it was told for
	 */
	record Route(Connection connection, long incarnation) {

	}

	private static final class FailingPicker extends SubchannelPicker {

		private final PickResult result;

		FailingPicker(PickResult result) {
			this.result = result;
		}

		@Override
		public PickResult pickSubchannel(PickSubchannelArgs args) {
			return this.result;
		}

	}

}
