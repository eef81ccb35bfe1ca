package io.movieinfo.registry.autoconfigure.grpc;

import java.util.ArrayList;
import java.util.List;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ChannelLogger;
import io.grpc.ClientStreamTracer;
import io.grpc.ConnectivityState;
import io.grpc.ConnectivityStateInfo;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer.CreateSubchannelArgs;
import io.grpc.LoadBalancer.Helper;
import io.grpc.LoadBalancer.PickDetailsConsumer;
import io.grpc.LoadBalancer.PickResult;
import io.grpc.LoadBalancer.PickSubchannelArgs;
import io.grpc.LoadBalancer.Subchannel;
import io.grpc.LoadBalancer.SubchannelPicker;
import io.grpc.LoadBalancer.SubchannelStateListener;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.SynchronizationContext;
import io.movieinfo.registry.autoconfigure.GreetingService;
import org.jspecify.annotations.Nullable;

/**
 * What a balancing policy sees of a channel: makes subchannels whose state the test sets,
 * and keeps the last picker.
 */
final class FakeChannel extends Helper {

	final List<FakeSubchannel> subchannels = new ArrayList<>();

	private final SynchronizationContext synchronizationContext = new SynchronizationContext((thread, failure) -> {
		throw new AssertionError(failure);
	});

	@Nullable ConnectivityState state;

	private @Nullable SubchannelPicker picker;

	/**
	 * Picks for an RPC.
	 */
	PickResult pick() {
		if (this.picker == null) {
			throw new AssertionError("no picker yet");
		}
		return this.picker.pickSubchannel(new Rpc());
	}

	/**
	 * Picks for an RPC, which then begins.
	 */
	ClientStreamTracer begin() {
		ClientStreamTracer.Factory factory = pick().getStreamTracerFactory();
		if (factory == null) {
			throw new AssertionError("nothing to begin with");
		}
		return factory.newClientStreamTracer(ClientStreamTracer.StreamInfo.newBuilder().build(), new Metadata());
	}

	@Override
	public Subchannel createSubchannel(CreateSubchannelArgs args) {
		FakeSubchannel subchannel = new FakeSubchannel(args.getAddresses());
		this.subchannels.add(subchannel);
		return subchannel;
	}

	@Override
	public void updateBalancingState(ConnectivityState state, SubchannelPicker picker) {
		this.state = state;
		this.picker = picker;
	}

	@Override
	public void refreshNameResolution() {
		// no names here
	}

	@Override
	public SynchronizationContext getSynchronizationContext() {
		return this.synchronizationContext;
	}

	@Override
	public ManagedChannel createOobChannel(EquivalentAddressGroup addresses, String authority) {
		throw new UnsupportedOperationException();
	}

	@Override
	public String getAuthority() {
		return "user-service";
	}

	@Override
	public ChannelLogger getChannelLogger() {
		throw new UnsupportedOperationException();
	}

	final class FakeSubchannel extends Subchannel {

		private final List<EquivalentAddressGroup> addresses;

		private @Nullable SubchannelStateListener listener;

		int connects;

		boolean shutdown;

		FakeSubchannel(List<EquivalentAddressGroup> addresses) {
			this.addresses = addresses;
		}

		void ready() {
			become(ConnectivityStateInfo.forNonError(ConnectivityState.READY));
		}

		void idle() {
			become(ConnectivityStateInfo.forNonError(ConnectivityState.IDLE));
		}

		void connecting() {
			become(ConnectivityStateInfo.forNonError(ConnectivityState.CONNECTING));
		}

		void failing() {
			become(ConnectivityStateInfo.forTransientFailure(Status.UNAVAILABLE.withDescription("refused")));
		}

		private void become(ConnectivityStateInfo info) {
			FakeChannel.this.synchronizationContext.execute(() -> {
				if (this.listener != null) {
					this.listener.onSubchannelState(info);
				}
			});
		}

		@Override
		public void start(SubchannelStateListener listener) {
			this.listener = listener;
		}

		@Override
		public void requestConnection() {
			this.connects++;
			connecting();
		}

		@Override
		public void shutdown() {
			this.shutdown = true;
		}

		@Override
		public List<EquivalentAddressGroup> getAllAddresses() {
			return this.addresses;
		}

		@Override
		public Attributes getAttributes() {
			return Attributes.EMPTY;
		}

	}

	private static final class Rpc extends PickSubchannelArgs {

		@Override
		public CallOptions getCallOptions() {
			return CallOptions.DEFAULT;
		}

		@Override
		public Metadata getHeaders() {
			return new Metadata();
		}

		@Override
		public MethodDescriptor<?, ?> getMethodDescriptor() {
			return GreetingService.GREET;
		}

		@Override
		public PickDetailsConsumer getPickDetailsConsumer() {
			return new PickDetailsConsumer() {
			};
		}

	}

}
