package io.movieinfo.registry.autoconfigure.grpc;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.grpc.ConnectivityState;
import io.grpc.ConnectivityStateInfo;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer.CreateSubchannelArgs;
import io.grpc.LoadBalancer.Helper;
import io.grpc.LoadBalancer.PickResult;
import io.grpc.LoadBalancer.Subchannel;
import io.grpc.Status;
import io.movieinfo.registry.protocol.ServiceInstance;
import org.jspecify.annotations.Nullable;

/**
 * The connection to one address, whichever instance is there. Everything belongs to the
 * channel's synchronization context, unless said otherwise.
 * <p>
 * gRPC waits ever longer, up to two minutes, before it tries a failing address again.
 * Instances come back sooner than that, and the balancer knows by itself how often to try
 * one that fails: so a new start at the address, or a pick of a failing one, begins
 * afresh.
 */
final class Connection {

	private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final Helper helper;

	private final Runnable changed;

	private final LongSupplier ticker;

	private EquivalentAddressGroup addresses;

	private @Nullable ServiceInstance instance;

	private long attemptedAt;

	/** What pickers see. */
	private volatile Link link;

	/**
	 * RPCs that were picked for, but have not begun. gRPC leaves those behind whose
	 * connection it loses meanwhile, to pick again.
	 */
	private final Set<PickedRpc> unstarted = ConcurrentHashMap.newKeySet();

	/**
	 * Creates a connection that is not connected yet.
	 * @param changed called after each change of what pickers see
	 */
	Connection(EquivalentAddressGroup addresses, Helper helper, Runnable changed, LongSupplier ticker) {
		this.addresses = addresses;
		this.helper = helper;
		this.changed = changed;
		this.ticker = ticker;
		this.link = new Link(subchannel(), ConnectivityState.IDLE, null);
	}

	/**
	 * Takes over what is known of the instance here, and connects to it if it is
	 * routable.
	 */
	void update(EquivalentAddressGroup addresses, ServiceInstance now) {
		ServiceInstance before = this.instance;
		this.addresses = addresses;
		this.instance = now;
		boolean news = before == null || before.incarnation() != now.incarnation()
				|| (now.routable() && !before.routable());
		if (news && isFailing()) {
			startAfresh(null);
		}
		if (now.routable()) {
			connect();
		}
	}

	void connect() {
		if (this.link.state == ConnectivityState.IDLE) {
			this.attemptedAt = this.ticker.getAsLong();
			this.link.subchannel.requestConnection();
		}
	}

	/**
	 * Ends the connection once its RPCs have ended.
	 */
	void close() {
		Subchannel subchannel = this.link.subchannel;
		this.link = new Link(subchannel, ConnectivityState.SHUTDOWN, null);
		dropUnstarted();
		subchannel.shutdown();
	}

	boolean isReady() {
		return this.link.state == ConnectivityState.READY;
	}

	/**
	 * Whether the last attempt to connect failed and none has succeeded since.
	 */
	boolean isFailing() {
		return this.link.failure != null;
	}

	/**
	 * Returns why it is failing, {@code null} if it is not. For any thread.
	 */
	@Nullable Status failure() {
		return this.link.failure;
	}

	/**
	 * Uses the connection for an RPC if it is ready; else has it connect, and leaves the
	 * RPC to the caller. For any thread.
	 */
	@Nullable PickResult use(PickedRpc rpc) {
		Link seen = this.link;
		if (seen.state != ConnectivityState.READY) {
			this.helper.getSynchronizationContext().execute(this::connectOrRetry);
			return null;
		}
		this.unstarted.add(rpc);
		// it may have been lost before it could see this RPC
		if (!seen.equals(this.link)) {
			this.unstarted.remove(rpc);
			return null;
		}
		return PickResult.withSubchannel(seen.subchannel, rpc.startingAt(this));
	}

	/**
	 * Learns that an RPC has begun. For any thread.
	 */
	void started(PickedRpc rpc) {
		this.unstarted.remove(rpc);
	}

	private void connectOrRetry() {
		if (this.link.state == ConnectivityState.TRANSIENT_FAILURE
				&& this.ticker.getAsLong() - this.attemptedAt >= RETRY_NANOS) {
			startAfresh(this.link.failure);
		}
		connect();
	}

	private void startAfresh(@Nullable Status failure) {
		this.link.subchannel.shutdown();
		this.link = new Link(subchannel(), ConnectivityState.IDLE, failure);
	}

	private Subchannel subchannel() {
		Subchannel subchannel = this.helper
			.createSubchannel(CreateSubchannelArgs.newBuilder().setAddresses(this.addresses).build());
		subchannel.start((info) -> stateChanged(subchannel, info));
		return subchannel;
	}

	private void stateChanged(Subchannel subchannel, ConnectivityStateInfo info) {
		Link before = this.link;
		if (before.subchannel != subchannel || before.state == ConnectivityState.SHUTDOWN) {
			return;
		}
		ConnectivityState state = info.getState();
		this.link = new Link(subchannel, state, failure(info, before));
		if (before.state == ConnectivityState.READY && state != ConnectivityState.READY) {
			dropUnstarted();
		}
		if (state == ConnectivityState.TRANSIENT_FAILURE) {
			this.helper.refreshNameResolution();
		}
		if (state == ConnectivityState.IDLE && this.instance != null && this.instance.routable()) {
			connect();
		}
		this.changed.run();
	}

	private static @Nullable Status failure(ConnectivityStateInfo info, Link before) {
		return switch (info.getState()) {
			case TRANSIENT_FAILURE -> info.getStatus();
			case READY -> null;
			default -> before.failure;
		};
	}

	private void dropUnstarted() {
		this.unstarted.forEach(PickedRpc::notStarted);
		this.unstarted.clear();
	}

	/**
	 * What pickers go by.
	 */
	private record Link(Subchannel subchannel, ConnectivityState state, @Nullable Status failure) {

	}

}
