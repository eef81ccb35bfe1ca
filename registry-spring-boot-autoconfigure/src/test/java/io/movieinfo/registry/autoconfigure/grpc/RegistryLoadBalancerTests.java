package io.movieinfo.registry.autoconfigure.grpc;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.grpc.Attributes;
import io.grpc.ClientStreamTracer;
import io.grpc.ConnectivityState;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer.PickResult;
import io.grpc.LoadBalancer.ResolvedAddresses;
import io.grpc.Status;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.ServiceInstance;
import org.junit.jupiter.api.Test;

import static io.movieinfo.registry.autoconfigure.grpc.FakeRegistryView.instance;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The policy, in a channel whose connections the test makes and breaks.
 */
class RegistryLoadBalancerTests {

	private final FakeRegistryView registry = new FakeRegistryView();

	private final FakeChannel channel = new FakeChannel();

	private final AtomicLong nanos = new AtomicLong();

	private final RegistryLoadBalancer policy = new RegistryLoadBalancer(this.channel, this.nanos::get);

	@Test
	void routableInstancesAreConnectedAtOnceAndOthersWhenPicked() {
		resolve(instance("a", 1), instance("b", 2, 1, Health.UNHEALTHY));
		assertThat(connects()).containsExactly(1, 0);
		assertThat(this.channel.state).isEqualTo(ConnectivityState.CONNECTING);
	}

	@Test
	void readyInstanceThatTheBalancerPicksIsUsed() {
		resolve(instance("a", 1), instance("b", 2));
		this.channel.subchannels.forEach(FakeChannel.FakeSubchannel::ready);
		assertThat(this.channel.pick().getSubchannel()).isSameAs(this.channel.subchannels.get(0));
		this.registry.inTurn = true;
		assertThat(List.of(this.channel.pick(), this.channel.pick())).extracting(PickResult::getSubchannel)
			.containsExactlyInAnyOrderElementsOf(this.channel.subchannels);
		assertThat(this.channel.state).isEqualTo(ConnectivityState.READY);
	}

	@Test
	void outcomeIsReportedOnceWhateverHappensLater() {
		resolve(instance("a", 1));
		this.channel.subchannels.get(0).ready();
		ClientStreamTracer rpc = this.channel.begin();
		assertThat(this.registry.reports).isEmpty();
		rpc.inboundHeaders();
		rpc.streamClosed(Status.INTERNAL);
		rpc.streamClosed(Status.OK);
		this.channel.subchannels.get(0).idle();
		this.policy.shutdown();
		assertThat(this.registry.reports).containsExactly("a FAILURE");
	}

	@Test
	void instanceThatIsAboutToConnectIsPassedOverWithoutASample() {
		resolve(instance("a", 1), instance("b", 2));
		this.channel.subchannels.get(1).ready();
		assertThat(this.channel.pick().getSubchannel()).isSameAs(this.channel.subchannels.get(1));
		assertThat(this.registry.reports).containsExactly("a CANCELLED");
	}

	@Test
	void instanceThatCannotBeConnectedIsReportedAndAnotherOneIsPicked() {
		resolve(instance("a", 1), instance("b", 2));
		this.channel.subchannels.get(0).failing();
		this.channel.subchannels.get(1).ready();
		assertThat(this.channel.pick().getSubchannel()).isSameAs(this.channel.subchannels.get(1));
		assertThat(this.registry.reports).containsExactly("a CONNECT_FAILURE");
		this.channel.subchannels.get(0).connecting();
		assertThat(this.channel.pick().getSubchannel()).isSameAs(this.channel.subchannels.get(1));
		assertThat(this.registry.reports).containsExactly("a CONNECT_FAILURE", "a CONNECT_FAILURE");
	}

	@Test
	void rpcWaitsAsLongAsAnInstanceIsAboutToConnect() {
		resolve(instance("a", 1), instance("b", 2));
		this.channel.subchannels.get(0).failing();
		assertThat(this.channel.pick().hasResult()).isFalse();
	}

	@Test
	void rpcFailsWhenNoInstanceCanBeConnected() {
		resolve(instance("a", 1), instance("b", 2));
		this.channel.subchannels.forEach(FakeChannel.FakeSubchannel::failing);
		PickResult result = this.channel.pick();
		assertThat(result.isDrop()).isFalse();
		assertThat(result.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
		assertThat(result.getStatus().getDescription()).contains("user-service/b").contains("refused");
		assertThat(this.registry.reports).containsExactly("a CONNECT_FAILURE", "b CONNECT_FAILURE");
		assertThat(this.channel.state).isEqualTo(ConnectivityState.TRANSIENT_FAILURE);
	}

	@Test
	void withoutInstancesTheBalancersOwnMessageIsTheStatus() {
		resolve();
		PickResult result = this.channel.pick();
		assertThat(result.isDrop()).isFalse();
		assertThat(result.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
		assertThat(result.getStatus().getDescription()).contains("no instance of it is registered");
		assertThat(this.channel.state).isEqualTo(ConnectivityState.TRANSIENT_FAILURE);
	}

	@Test
	void rpcWhoseConnectionIsLostBeforeItBeginsIsNoSample() {
		resolve(instance("a", 1));
		FakeChannel.FakeSubchannel connection = this.channel.subchannels.get(0);
		connection.ready();
		this.channel.pick();
		connection.idle();
		assertThat(this.registry.reports).containsExactly("a CANCELLED");
		connection.ready();
		assertThat(this.channel.pick().getSubchannel()).isSameAs(connection);
		this.policy.shutdown();
		assertThat(this.registry.reports).containsExactly("a CANCELLED", "a CANCELLED");
		assertThat(this.registry.picks).hasValue(2);
	}

	@Test
	void lostConnectionOfARoutableInstanceIsMadeAgain() {
		resolve(instance("a", 1));
		this.channel.subchannels.get(0).ready();
		this.channel.subchannels.get(0).idle();
		assertThat(connects()).containsExactly(2);
	}

	@Test
	void connectionsAreKeptByAddressAndClosedWithTheLastInstanceThere() {
		resolve(instance("a", 1), instance("b", 2));
		this.channel.subchannels.forEach(FakeChannel.FakeSubchannel::ready);
		resolve(instance("a-again", 1, 7, Health.HEALTHY));
		assertThat(this.channel.subchannels).hasSize(2);
		assertThat(this.channel.subchannels).extracting((connection) -> connection.shutdown)
			.containsExactly(false, true);
		assertThat(this.channel.pick().getSubchannel()).isSameAs(this.channel.subchannels.get(0));
	}

	@Test
	void newStartAtAFailingAddressIsConnectedAfresh() {
		resolve(instance("a", 1));
		this.channel.subchannels.get(0).failing();
		resolve(instance("a", 1));
		assertThat(this.channel.subchannels).hasSize(1);
		resolve(instance("a", 1, 2, Health.HEALTHY));
		assertThat(this.channel.subchannels.get(0).shutdown).isTrue();
		assertThat(connects()).containsExactly(1, 1);
		assertThat(this.channel.pick().hasResult()).isFalse();
		this.channel.subchannels.get(1).ready();
		assertThat(this.channel.pick().getSubchannel()).isSameAs(this.channel.subchannels.get(1));
	}

	@Test
	void addressThatIsListedTwiceIsItsRoutableInstances() {
		ServiceInstance living = instance("a", 1, 2, Health.HEALTHY);
		ServiceInstance dead = instance("z", 1, 1, Health.UNHEALTHY);
		resolve(living, dead);
		this.channel.subchannels.get(0).failing();
		resolve(living, dead);
		assertThat(this.channel.subchannels).hasSize(1);
		assertThat(connects()).containsExactly(1);
	}

	@Test
	void pickOfAFailingInstanceTriesItAfreshOnceASecondAtMost() {
		resolve(instance("a", 1));
		this.channel.subchannels.get(0).failing();
		this.channel.pick();
		assertThat(connects()).containsExactly(1);
		this.nanos.set(TimeUnit.SECONDS.toNanos(1));
		this.channel.pick();
		assertThat(connects()).containsExactly(1, 1);
		assertThat(this.channel.subchannels.get(0).shutdown).isTrue();
		this.channel.pick();
		assertThat(connects()).containsExactly(1, 1);
	}

	@Test
	void endpointThatThePolicyWasNotToldOfYetIsWaitedFor() {
		resolve(instance("a", 1));
		this.channel.subchannels.get(0).failing();
		this.registry.with(instance("a", 1, 2, Health.HEALTHY));
		assertThat(this.channel.pick().hasResult()).isFalse();
		assertThat(this.registry.reports).containsExactly("a CANCELLED");
	}

	@Test
	void otherTargetsAreRefused() {
		Status refusal = this.policy
			.acceptResolvedAddresses(ResolvedAddresses.newBuilder().setAddresses(List.of()).build());
		assertThat(refusal.getDescription()).contains("registry:///<service>");
		assertThat(this.channel.pick().getStatus()).isEqualTo(refusal);
	}

	private List<Integer> connects() {
		return this.channel.subchannels.stream().map((connection) -> connection.connects).toList();
	}

	private void resolve(ServiceInstance... instances) {
		this.registry.with(instances);
		List<EquivalentAddressGroup> groups = Arrays.stream(instances)
			.map((instance) -> new EquivalentAddressGroup(
					new InetSocketAddress(InetAddress.getLoopbackAddress(), InstanceAddress.of(instance).port()),
					Attributes.newBuilder().set(InstanceAddress.INSTANCE, instance).build()))
			.toList();
		this.channel.getSynchronizationContext()
			.execute(() -> assertThat(this.policy.acceptResolvedAddresses(ResolvedAddresses.newBuilder()
				.setAddresses(groups)
				.setAttributes(Attributes.newBuilder()
					.set(ServicePicks.KEY, new ServicePicks(this.registry, FakeRegistryView.SERVICE, null))
					.build())
				.build())).isEqualTo(Status.OK));
	}

}
