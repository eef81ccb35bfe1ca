package io.movieinfo.registry.client;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.movieinfo.registry.balancer.Endpoint;
import io.movieinfo.registry.balancer.NoInstanceException;
import io.movieinfo.registry.balancer.Outcome;
import io.movieinfo.registry.balancer.PickContext;
import io.movieinfo.registry.client.registration.DrainStatus;
import io.movieinfo.registry.client.registration.HealthChecker;
import io.movieinfo.registry.client.registration.HealthStatus;
import io.movieinfo.registry.client.registration.Registration;
import io.movieinfo.registry.client.registration.Registration.State;
import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.ClientMessage;
import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.Limits;
import io.movieinfo.registry.protocol.Problem;
import io.movieinfo.registry.protocol.ServerMessage;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DrainTests extends AbstractClientTests {

	private static final Duration SECONDS = Duration.ofSeconds(10);

	/** The only time that passes for some clients. */
	private final AtomicLong passed = new AtomicLong();

	@Test
	void everySnapshotAndDeltaIsAcknowledged() {
		this.registry.put(movie(1));
		RegistryClient client = connected(builder());
		client.discovery().getInstances(MOVIES);
		await().until(() -> acks().size() == 1);
		this.registry.put(movie(2));
		long watch = this.registry.received(ClientMessage.Watch.class).get(0).seq();
		await().until(() -> acks().size() == 2);
		assertThat(acks()).containsExactly(new ClientMessage.Ack(watch, new Cursor("first", 101)),
				new ClientMessage.Ack(watch, new Cursor("first", 102)));
	}

	@Test
	void drainIsConfirmedWhenNoBalancerPicksTheInstanceAnyMore() {
		RegistryClient consumer = connected(builder());
		Registration registration = register(connected(builder()));
		await().until(() -> ids(consumer.discovery().getInstances(MOVIES)).equals(movies(1)));
		List<Boolean> pickedAtAck = new CopyOnWriteArrayList<>();
		this.registry.onAck = (ack) -> pickedAtAck.add(canPick(consumer));
		assertThat(registration.drain(SECONDS)).isTrue();
		assertThat(canPick(consumer)).isFalse();
		assertThat(pickedAtAck).endsWith(false);
		assertThat(consumer.discovery().getInstances(MOVIES).allInstances()).singleElement()
			.satisfies((instance) -> assertThat(instance.draining()).isTrue());
		assertThat(registration.state()).isEqualTo(State.REGISTERED);
		assertThat(registration.deregister(SECONDS)).isTrue();
	}

	@Test
	void requestsThatAreUnderWayToADrainingInstanceAreToldUntilTheyAreOver() {
		this.registry.put(movie(1));
		this.registry.put(movie(2));
		RegistryClient consumer = connected(builder().surroundings(surroundings(this.passed::get)));
		Endpoint first = pick(consumer, 1);
		Endpoint second = pick(consumer, 2);
		drainFirst();
		await().until(() -> lastAck().underWay());
		Cursor drained = lastAck().cursor();
		this.registry.put(movie(3));
		await().until(() -> lastAck().cursor().revision() > drained.revision());
		assertThat(lastAck().underWay()).isTrue();
		consumer.loadBalancer().complete(first, Outcome.SUCCESS, 1);
		await().until(() -> !lastAck().underWay());
		assertThat(lastAck().cursor()).isEqualTo(consumer.discovery().getInstances(MOVIES).cursor());
		assertThat(second.inFlight()).isOne();
	}

	@Test
	void requestsThatTakeVeryLongAreNotWaitedFor() {
		this.registry.put(movie(1));
		RegistryClient consumer = connected(builder().surroundings(surroundings(this.passed::get)));
		Endpoint endpoint = pick(consumer, 1);
		drainFirst();
		await().until(() -> lastAck().underWay());
		this.passed.set(Duration.ofMillis(1500).toNanos());
		await().until(() -> !lastAck().underWay());
		this.registry.put(movie(2));
		await().until(() -> ids(consumer.discovery().getInstances(MOVIES)).equals(movies(2)));
		await().until(() -> lastAck().cursor().equals(consumer.discovery().getInstances(MOVIES).cursor()));
		assertThat(lastAck().underWay()).isFalse();
		assertThat(endpoint.inFlight()).isOne();
	}

	@Test
	void requestsUnderWayAreToldInTheNextSessionToo() {
		this.registry.put(movie(1));
		RegistryClient consumer = connected(builder().surroundings(surroundings(this.passed::get)));
		Endpoint endpoint = pick(consumer, 1);
		drainFirst();
		await().until(() -> lastAck().underWay());
		ServiceInstance draining = Objects.requireNonNull(registered(1));
		restart("second", (registry) -> registry.put(draining));
		await().until(() -> lastAck().underWay());
		consumer.loadBalancer().complete(endpoint, Outcome.SUCCESS, 1);
		await().until(() -> !lastAck().underWay());
	}

	@Test
	void limitIsSentAlong() {
		Registration registration = register(connected(builder()));
		assertThat(registration.drain(SECONDS)).isTrue();
		assertThat(drains()).singleElement().satisfies((drain) -> {
			assertThat(drain.name()).isEqualTo(MOVIES.name());
			assertThat(drain.id()).isEqualTo("movie-1");
			assertThat(drain.limitMillis()).isBetween(1L, SECONDS.toMillis());
			assertThat(drain.startId())
				.isEqualTo(this.registry.received(ClientMessage.Register.class).get(0).startId());
		});
	}

	@Test
	void drainWaitsNoLongerThanToldAndChangesNothingElse() {
		Registration registration = register(connected(builder()));
		this.registry.holdDrains(true);
		assertThat(registration.drain(Duration.ofMillis(20))).isFalse();
		assertThat(registration.state()).isEqualTo(State.REGISTERED);
		await().until(() -> listed(1).draining());
		assertThat(registration.deregister(SECONDS)).isTrue();
		assertThat(registered(1)).isNull();
	}

	@Test
	void watchersThatDidNotAcknowledgeAreNoConfirmation() {
		Registration registration = register(connected(builder()));
		this.registry.fault = (peer, message) -> (message instanceof ClientMessage.Drain drain)
				? new ServerMessage.Drained(drain.seq(), drain.name(), drain.id(), new Cursor("first", 102), 2) : null;
		assertThat(registration.drain(PATIENCE)).isFalse();
	}

	@Test
	void limitOfZeroIsToldAndNotWaitedFor() {
		Registration registration = register(connected(builder()));
		this.registry.holdDrains(true);
		assertThat(registration.drain(Duration.ZERO)).isFalse();
		assertThat(registration.drain(Duration.ofMillis(-1))).isFalse();
		await().until(() -> drains().size() == 1);
		assertThat(drains().get(0).limitMillis()).isZero();
	}

	@Test
	void hugeLimitCountsAsTheLongest() {
		Registration registration = register(connected(builder()));
		assertThat(registration.drain(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
		assertThat(drains().get(0).limitMillis()).isBetween(1L, Limits.MAX_DRAIN_MILLIS);
	}

	@Test
	void heartbeatsGoOnAndHealthStaysAsItIs() {
		beatOften();
		SettableHealth health = new SettableHealth(HealthStatus.healthy());
		Registration registration = register(connected(builder()), health);
		this.registry.holdDrains(true);
		CompletableFuture<Boolean> drained = drain(registration);
		health.set(HealthStatus.notReady("the application stops"));
		registration.checkHealthNow();
		await().until(() -> health.checksSinceSet() > 1);
		awaitHeartbeats();
		assertThat(registered(1)).isNotNull().satisfies((instance) -> {
			assertThat(instance.cause()).isNull();
			assertThat(instance.draining()).isTrue();
		});
		assertThat(drained).isNotDone();
		this.registry.holdDrains(false);
		assertThat(drained.join()).isTrue();
	}

	@Test
	void illInstanceStaysIllWhileItIsDraining() {
		beatOften();
		SettableHealth health = new SettableHealth(HealthStatus.healthy());
		Registration registration = register(connected(builder()), health);
		health.set(HealthStatus.unhealthy(null));
		await().until(() -> listed(1).cause() == Cause.REPORTED);
		assertThat(registration.drain(SECONDS)).isTrue();
		health.set(HealthStatus.healthy());
		awaitHeartbeats();
		assertThat(listed(1).cause()).isEqualTo(Cause.REPORTED);
	}

	@Test
	void othersAreStillFoundWhileDrainingAndAfterwards() {
		ServiceKey users = new ServiceKey("default", "user-service");
		RegistryClient client = connected(builder());
		Registration registration = register(client);
		this.registry.holdDrains(true);
		CompletableFuture<Boolean> drained = drain(registration);
		assertThat(client.discovery().getInstances(users).allInstances()).isEmpty();
		this.registry.put(InstanceContent.builder(users.name()).address("10.0.0.9").port(8080).build());
		await().until(() -> client.discovery().getInstances(users).instances().size() == 1);
		this.registry.holdDrains(false);
		assertThat(drained.join()).isTrue();
		assertThat(registration.deregister(SECONDS)).isTrue();
		assertThat(client.loadBalancer().pick(users, PickContext.NONE).key().service()).isEqualTo(users);
	}

	@Test
	void withoutSessionDrainReturnsAtOnce() {
		Registration registration = register(connected(builder()));
		this.registry.close();
		await().until(() -> registration.state() == State.REGISTERING);
		assertThat(registration.drain(PATIENCE.multipliedBy(100))).isFalse();
	}

	@Test
	void drainGoesOnInTheNextSession() {
		Registration registration = register(connected(builder()));
		this.registry.holdDrains(true);
		CompletableFuture<Boolean> drained = drain(registration);
		this.registry.server().dropAll();
		await().until(() -> drains().size() == 2);
		assertThat(this.registry.received(ClientMessage.Register.class)).hasSize(2);
		assertThat(drained).isNotDone();
		this.registry.holdDrains(false);
		assertThat(drained.join()).isTrue();
	}

	@Test
	void registryWithoutItsDataIsAskedToDrainAgain() {
		Registration registration = register(connected(builder()));
		assertThat(registration.drain(SECONDS)).isTrue();
		restart("second");
		await().until(() -> registered(1) != null && listed(1).draining());
		assertThat(registration.deregister(SECONDS)).isTrue();
	}

	@Test
	void forgottenLeaseIsRegisteredAndDrainedAgain() {
		beatOften();
		Registration registration = register(connected(builder()));
		assertThat(registration.drain(SECONDS)).isTrue();
		this.registry.forget(key(1));
		await().until(() -> registered(1) != null && listed(1).draining());
		assertThat(drains()).hasSize(2);
	}

	@Test
	void drainThatCouldNotBeStoredIsSaidAgain() {
		AtomicBoolean refuse = new AtomicBoolean(true);
		Registration registration = register(connected(builder()));
		this.registry.fault = (peer, message) -> (message instanceof ClientMessage.Drain && refuse.getAndSet(false))
				? new ServerMessage.Refused(message.seq(), Problem.of(Problem.UNAVAILABLE, "on purpose"), null) : null;
		assertThat(registration.drain(PATIENCE)).isTrue();
		assertThat(drains()).hasSize(2);
	}

	@Test
	void olderRegistryIsLeftWithoutDraining() {
		beatOften();
		this.registry.knowsDrain = false;
		RegistryClient consumer = connected(builder());
		Registration registration = register(connected(builder()));
		await().until(() -> ids(consumer.discovery().getInstances(MOVIES)).equals(movies(1)));
		awaitHeartbeats();
		int refused = acks().size();
		assertThat(registration.drain(PATIENCE)).isFalse();
		assertThat(registration.deregister(SECONDS)).isTrue();
		await().until(() -> consumer.discovery().getInstances(MOVIES).allInstances().isEmpty());
		awaitHeartbeats();
		assertThat(acks()).hasSize(refused);
		assertThat(this.registry.received(ClientMessage.Hello.class)).hasSize(2);
	}

	@Test
	void whatWasNeverSentIsOverAndStaysUnsent() {
		beatOften();
		RegistryClient client = opened(builder().build());
		Registration registration = client.register(movie(1), HealthStatus::healthy);
		assertThat(registration.drain(PATIENCE)).isTrue();
		client.start();
		await().until(() -> client.session().connected());
		awaitHeartbeats();
		assertThat(registration.state()).isEqualTo(State.DEREGISTERED);
		assertThat(this.registry.received(ClientMessage.Register.class)).isEmpty();
	}

	@Test
	void supersededInstanceNeedsNoDrain() {
		beatOften();
		Registration registration = register(connected(builder()));
		this.registry.supersede(key(1));
		await().until(() -> registration.state() == State.SUPERSEDED);
		assertThat(registration.drain(PATIENCE)).isTrue();
		assertThat(drains()).isEmpty();
	}

	@Test
	void instanceThatIsSupersededWhileItIsDrainingWaitsNoLonger() {
		beatOften();
		Registration registration = register(connected(builder()));
		this.registry.holdDrains(true);
		CompletableFuture<Boolean> drained = drain(registration);
		this.registry.supersede(key(1));
		assertThat(drained.join()).isTrue();
	}

	@Test
	void deregisteringEndsTheWait() {
		Registration registration = register(connected(builder()));
		this.registry.holdDrains(true);
		CompletableFuture<Boolean> drained = drain(registration);
		assertThat(registration.deregister(SECONDS)).isTrue();
		assertThat(drained.join()).isFalse();
		assertThat(registration.drain(PATIENCE)).isTrue();
	}

	@Test
	void closingTheClientEndsTheWait() {
		RegistryClient client = connected(builder());
		this.registry.holdDrains(true);
		CompletableFuture<Boolean> drained = drain(register(client));
		client.close();
		assertThat(drained.join()).isFalse();
	}

	@Test
	void drainIsAskedForOnceHoweverManyWait() {
		Registration registration = register(connected(builder()));
		this.registry.holdDrains(true);
		CompletableFuture<Boolean> first = drain(registration);
		CompletableFuture<Boolean> second = new CompletableFuture<>();
		Thread waiting = new Thread(() -> second.complete(registration.drain(PATIENCE)));
		waiting.start();
		// the first must not be over before the second has joined it
		await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
		this.registry.holdDrains(false);
		assertThat(first.join()).isTrue();
		assertThat(second.join()).isTrue();
		assertThat(drains()).hasSize(1);
	}

	@Test
	void drainThatAnOperatorHasTakenBackIsAskedForAgain() {
		Registration registration = register(connected(builder()));
		assertThat(registration.drain(SECONDS)).isTrue();
		ServiceInstance draining = listed(1);
		this.registry
			.put(new ServiceInstance(draining.content(), draining.health(), null, false, draining.incarnation()));
		assertThat(registration.drain(SECONDS)).isTrue();
		assertThat(status(registration)).isEqualTo(DrainStatus.State.ACKNOWLEDGED);
		assertThat(listed(1).draining()).isTrue();
	}

	@Test
	void drainThatWasNotAcknowledgedIsAskedForAgain() {
		AtomicBoolean unacknowledged = new AtomicBoolean(true);
		Registration registration = register(connected(builder()));
		this.registry.fault = (peer,
				message) -> (message instanceof ClientMessage.Drain drain && unacknowledged.getAndSet(false))
						? new ServerMessage.Drained(drain.seq(), drain.name(), drain.id(), new Cursor("first", 102), 2)
						: null;
		assertThat(registration.drain(SECONDS)).isFalse();
		assertThat(status(registration)).isEqualTo(DrainStatus.State.NOT_ACKNOWLEDGED);
		assertThat(registration.drain(SECONDS)).isTrue();
		assertThat(status(registration)).isEqualTo(DrainStatus.State.ACKNOWLEDGED);
		assertThat(drains()).hasSize(2);
	}

	@Test
	void drainTakenBackIsANewStartWithTheHealthOfNow() {
		SettableHealth health = new SettableHealth(HealthStatus.healthy());
		RegistryClient consumer = connected(builder());
		Registration registration = register(connected(builder()), health);
		await().until(() -> canPick(consumer));
		Long incarnation = registration.incarnation();
		assertThat(registration.drain(SECONDS)).isTrue();
		health.set(HealthStatus.unhealthy("no disk"));
		await().until(() -> health.checksSinceSet() > 1);
		registration.update(movie(1).toBuilder().weight(30).build());
		registration.endDrain();
		await().until(() -> !listed(1).draining());
		assertThat(listed(1)).satisfies((instance) -> {
			assertThat(instance.cause()).isEqualTo(Cause.REPORTED);
			assertThat(instance.weight()).isEqualTo(30);
		});
		health.set(HealthStatus.healthy());
		await().until(() -> canPick(consumer));
		await().until(() -> registration.state() == State.REGISTERED);
		assertThat(registration.drainStatus()).isNull();
		assertThat(registration.incarnation()).isNotEqualTo(incarnation);
		List<ClientMessage.Register> sent = this.registry.received(ClientMessage.Register.class);
		assertThat(sent).hasSize(2);
		assertThat(sent.get(1).startId()).isNotEqualTo(sent.get(0).startId());
	}

	@Test
	void instanceWhoseDrainWasTakenBackBeatsDrainsAndLeavesLikeAnyOther() {
		beatOften();
		Registration registration = register(connected(builder()));
		assertThat(registration.drain(SECONDS)).isTrue();
		registration.endDrain();
		await().until(() -> listed(1).routable());
		awaitHeartbeats();
		assertThat(registration.state()).isEqualTo(State.REGISTERED);
		assertThat(registration.drain(SECONDS)).isTrue();
		assertThat(listed(1).draining()).isTrue();
		assertThat(registration.deregister(SECONDS)).isTrue();
		assertThat(registered(1)).isNull();
	}

	@Test
	void drainTakenBackWithoutSessionIsOverInTheNext() {
		Registration registration = register(connected(builder()));
		assertThat(registration.drain(SECONDS)).isTrue();
		FakeRegistry before = this.registry;
		before.close();
		await().until(() -> registration.state() == State.REGISTERING);
		registration.endDrain();
		await().until(() -> registration.drainStatus() == null);
		restart("first", (next) -> next.takeDataOf(before));
		await().until(() -> listed(1).routable());
	}

	@Test
	void whoWaitsForADrainThatIsTakenBackLearnsThatItIsNotAcknowledged() {
		Registration registration = register(connected(builder()));
		this.registry.holdDrains(true);
		CompletableFuture<Boolean> drained = drain(registration);
		assertThat(status(registration)).isEqualTo(DrainStatus.State.BEGUN);
		registration.endDrain();
		assertThat(drained.join()).isFalse();
	}

	@Test
	void takingBackNothingChangesNothing() {
		beatOften();
		Registration registration = register(connected(builder()));
		registration.endDrain();
		awaitHeartbeats();
		assertThat(this.registry.received(ClientMessage.Register.class)).hasSize(1);
		assertThat(registration.deregister(SECONDS)).isTrue();
		registration.endDrain();
		assertThat(registration.state()).isEqualTo(State.DEREGISTERED);
	}

	@Test
	void interruptedCallerReturnsAtOnceAndStaysInterrupted() {
		Registration registration = register(connected(builder()));
		this.registry.holdDrains(true);
		Thread.currentThread().interrupt();
		assertThat(registration.drain(PATIENCE.multipliedBy(100))).isFalse();
		assertThat(Thread.interrupted()).isTrue();
		await().until(() -> drains().size() == 1);
	}

	private static DrainStatus.@Nullable State status(Registration registration) {
		DrainStatus status = registration.drainStatus();
		return (status != null) ? status.state() : null;
	}

	private CompletableFuture<Boolean> drain(Registration registration) {
		CompletableFuture<Boolean> drained = CompletableFuture
			.supplyAsync(() -> registration.drain(PATIENCE.multipliedBy(2)));
		await().until(() -> !drains().isEmpty());
		return drained;
	}

	private Registration register(RegistryClient client) {
		return register(client, HealthChecker.ALWAYS_HEALTHY);
	}

	private Registration register(RegistryClient client, HealthChecker checker) {
		Registration registration = client.register(movie(1), checker);
		await().until(() -> registration.state() == State.REGISTERED && listed(1).routable());
		return registration;
	}

	private ServiceInstance listed(int number) {
		ServiceInstance instance = registered(number);
		return (instance != null) ? instance
				: new ServiceInstance(movie(number), HealthStatus.unknown().health(), null, false, 0);
	}

	private List<ClientMessage.Drain> drains() {
		return this.registry.received(ClientMessage.Drain.class);
	}

	private void drainFirst() {
		ServiceInstance first = Objects.requireNonNull(registered(1));
		this.registry
			.put(new ServiceInstance(first.content(), first.health(), first.cause(), true, first.incarnation()));
	}

	private Endpoint pick(RegistryClient client, int number) {
		Endpoint endpoint = client.loadBalancer().pick(MOVIES, PickContext.NONE);
		while (!endpoint.key().equals(key(number))) {
			client.loadBalancer().complete(endpoint, Outcome.SUCCESS, 1);
			endpoint = client.loadBalancer().pick(MOVIES, PickContext.NONE);
		}
		return endpoint;
	}

	private ClientMessage.Ack lastAck() {
		List<ClientMessage.Ack> acks = acks();
		return acks.isEmpty() ? new ClientMessage.Ack(0, new Cursor("none", 0)) : acks.get(acks.size() - 1);
	}

	private List<ClientMessage.Ack> acks() {
		return this.registry.received(ClientMessage.Ack.class);
	}

	private void awaitHeartbeats() {
		int beats = this.registry.received(ClientMessage.Heartbeat.class).size();
		await().until(() -> this.registry.received(ClientMessage.Heartbeat.class).size() > beats + 3);
	}

	private static boolean canPick(RegistryClient consumer) {
		try {
			consumer.loadBalancer().pick(MOVIES, PickContext.NONE);
			return true;
		}
		catch (NoInstanceException ex) {
			return false;
		}
	}

}
