package io.movieinfo.registry.client;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import io.movieinfo.registry.client.registration.HealthChecker;
import io.movieinfo.registry.client.registration.HealthStatus;
import io.movieinfo.registry.client.registration.Registration;
import io.movieinfo.registry.client.registration.Registration.State;
import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.ClientMessage;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.Problem;
import io.movieinfo.registry.protocol.ServerMessage;
import io.movieinfo.registry.protocol.ServiceInstance;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class RegistrationTests extends AbstractClientTests {

	private static final Duration SECONDS = Duration.ofSeconds(10);

	@Test
	void registersWithItsHealth() {
		Registration registration = register(started(builder()));
		assertThat(registration.key()).isEqualTo(key(1));
		assertThat(registered(1)).isNotNull().satisfies((instance) -> {
			assertThat(instance.content()).isEqualTo(movie(1));
			assertThat(instance.routable()).isTrue();
		});
		assertThat(registration.health()).isEqualTo(HealthStatus.healthy());
	}

	@Test
	void registersOnceTheRegistryIsThere() {
		URI url = this.registry.url();
		this.registry.close();
		RegistryClient client = started(builder(url));
		Registration registration = client.register(movie(1), HealthChecker.ALWAYS_HEALTHY);
		await().until(() -> client.session().lastError() != null);
		assertThat(registration.state()).isEqualTo(State.REGISTERING);
		this.registry = opened(FakeRegistry.startAt(url, "first"));
		awaitState(registration, State.REGISTERED);
	}

	@Test
	void registersAgainAfterRestartOnTheSameDataAsTheSameStart() {
		RegistryClient client = started(builder());
		Registration registration = register(client);
		FakeRegistry before = this.registry;
		ServiceInstance instance = registered(1);
		restart("first", (next) -> next.takeDataOf(before));
		await().until(() -> this.registry.received(ClientMessage.Register.class).size() == 1);
		awaitState(registration, State.REGISTERED);
		assertThat(registered(1)).isEqualTo(instance);
		assertThat(this.registry.received(ClientMessage.Register.class).get(0).startId())
			.isEqualTo(before.received(ClientMessage.Register.class).get(0).startId());
	}

	@Test
	void registersAgainAfterTheDataWereDeleted() {
		Registration registration = register(started(builder()));
		restart("second");
		await().until(() -> registered(1) != null);
		awaitState(registration, State.REGISTERED);
	}

	@Test
	void registersAgainWhenItsLeaseIsForgotten() {
		beatOften();
		register(started(builder()));
		this.registry.forget(key(1));
		await().until(() -> registered(1) != null);
		assertThat(this.registry.received(ClientMessage.Register.class)).hasSize(2);
	}

	@Test
	void supersededRegistrationStopsAndLooksOn() {
		beatOften();
		RegistryClient client = started(builder());
		Registration registration = register(client);
		this.registry.supersede(key(1));
		awaitState(registration, State.SUPERSEDED);
		this.registry.server().dropAll();
		await().until(() -> this.registry.received(ClientMessage.Hello.class).size() == 2);
		this.registry.put(movie(2));
		await().until(() -> ids(client.discovery().getInstances(MOVIES)).contains("movie-2"));
		assertThat(this.registry.received(ClientMessage.Register.class)).hasSize(1);
		registration.update(movie(1).toBuilder().weight(7).build());
		registration.checkHealthNow();
		assertThat(registration.deregister(SECONDS)).isTrue();
		assertThat(registration.state()).isEqualTo(State.SUPERSEDED);
		assertThat(this.registry.received(ClientMessage.Deregister.class)).isEmpty();
	}

	@Test
	void registerThatIsSupersededStops() {
		this.registry.supersede(key(1));
		RegistryClient client = started(builder());
		Registration registration = client.register(movie(1), HealthStatus::healthy);
		awaitState(registration, State.SUPERSEDED);
	}

	@Test
	void unhealthyCountsAtOnceAndHealthyAfterTwoGoodResults() {
		SettableHealth health = new SettableHealth(HealthStatus.healthy());
		RegistryClient client = started(builder());
		Registration registration = register(client, health);
		health.set(HealthStatus.unhealthy("the disk is full"));
		awaitInstance((instance) -> instance.cause() == Cause.REPORTED);
		assertThat(registration.health().detail()).isEqualTo("the disk is full");
		health.set(HealthStatus.healthy());
		awaitInstance(ServiceInstance::routable);
		assertThat(health.checksSinceSet()).isGreaterThanOrEqualTo(2);
	}

	@Test
	void changedHealthIsPushedWithoutWaitingForAHeartbeat() {
		this.registry.beatEvery(PATIENCE.multipliedBy(10));
		SettableHealth health = new SettableHealth(HealthStatus.notReady(null));
		RegistryClient client = started(builder().healthInterval(PATIENCE.multipliedBy(10)));
		Registration registration = client.register(movie(1), health);
		awaitInstance((instance) -> instance.cause() == Cause.NOT_READY);
		health.set(HealthStatus.healthy());
		registration.checkHealthNow();
		awaitInstance(ServiceInstance::routable);
	}

	@Test
	void slowFirstEvaluationIsRegisteredAsUnknownMeanwhile() {
		CountDownLatch release = new CountDownLatch(1);
		RegistryClient client = started(builder().healthTimeout(PATIENCE));
		client.register(movie(1), () -> {
			release.await();
			return HealthStatus.healthy();
		});
		awaitInstance((instance) -> instance.health() == Health.UNKNOWN);
		release.countDown();
		awaitInstance(ServiceInstance::routable);
	}

	@Test
	void hangingCheckIsUnhealthyAndStopsNoHeartbeat() {
		beatOften();
		AtomicBoolean hang = new AtomicBoolean();
		CountDownLatch never = new CountDownLatch(1);
		AtomicInteger interrupted = new AtomicInteger();
		RegistryClient client = started(builder().healthTimeout(Duration.ofMillis(50)));
		Registration registration = register(client, () -> {
			if (hang.get()) {
				try {
					never.await();
				}
				catch (InterruptedException ex) {
					interrupted.incrementAndGet();
					throw ex;
				}
			}
			return HealthStatus.healthy();
		});
		hang.set(true);
		awaitInstance((instance) -> instance.cause() == Cause.REPORTED);
		assertThat(registration.health().detail()).contains("50 ms");
		int beats = this.registry.received(ClientMessage.Heartbeat.class).size();
		await().until(() -> this.registry.received(ClientMessage.Heartbeat.class).size() > beats + 3);
		assertThat(registration.deregister(SECONDS)).isTrue();
		await().until(() -> interrupted.get() == 1);
	}

	@Test
	void failingChecksAreUnhealthy() {
		RegistryClient client = started(builder());
		Registration registration = client.register(movie(1), () -> {
			throw new NoClassDefFoundError("on purpose");
		});
		awaitInstance((instance) -> instance.cause() == Cause.REPORTED);
		assertThat(registration.health().detail()).contains("on purpose");
	}

	@Test
	void whoWaitsLearnsThatItIsRegistered() {
		RegistryClient client = started(builder());
		Registration registration = client.register(movie(1), HealthChecker.ALWAYS_HEALTHY);
		assertThat(registration.awaitRegistered(PATIENCE)).isTrue();
		assertThat(registration.state()).isEqualTo(State.REGISTERED);
		assertThat(registration.refusal()).isNull();
	}

	@Test
	void whoWaitsForAnAbsentRegistryWaitsNoLongerThanTold() {
		URI url = this.registry.url();
		this.registry.close();
		Registration registration = started(builder(url)).register(movie(1), HealthChecker.ALWAYS_HEALTHY);
		assertThat(registration.awaitRegistered(Duration.ofMillis(20))).isFalse();
		assertThat(registration.state()).isEqualTo(State.REGISTERING);
	}

	@Test
	void whoWaitsLearnsAtOnceOfARefusalForGood() {
		AtomicBoolean refuse = new AtomicBoolean(true);
		this.registry.fault = (peer, message) -> (message instanceof ClientMessage.Register && refuse.get())
				? new ServerMessage.Refused(message.seq(), Problem.of(Problem.INVALID_FIELD, "weight is bad"), null)
				: null;
		Registration registration = started(builder()).register(movie(1), HealthChecker.ALWAYS_HEALTHY);
		assertThat(registration.awaitRegistered(PATIENCE.multipliedBy(100))).isFalse();
		assertThat(registration.refusal()).isNotNull().extracting(Problem::message).isEqualTo("weight is bad");
		refuse.set(false);
		awaitState(registration, State.REGISTERED);
		assertThat(registration.refusal()).isNull();
	}

	@Test
	void whoWaitsIsNotTroubledByARefusalThatPasses() {
		AtomicBoolean refuse = new AtomicBoolean(true);
		this.registry.fault = (peer, message) -> (message instanceof ClientMessage.Register && refuse.getAndSet(false))
				? new ServerMessage.Refused(message.seq(), Problem.of(Problem.UNAVAILABLE, "on purpose"), null) : null;
		Registration registration = started(builder()).register(movie(1), HealthChecker.ALWAYS_HEALTHY);
		assertThat(registration.awaitRegistered(PATIENCE)).isTrue();
	}

	@Test
	void whoWaitsLearnsAtOnceThatItIsOver() {
		this.registry.supersede(key(1));
		RegistryClient client = started(builder());
		assertThat(client.register(movie(1), HealthStatus::healthy).awaitRegistered(PATIENCE.multipliedBy(100)))
			.isFalse();
		Registration second = opened(builder().build()).register(movie(2), HealthStatus::healthy);
		assertThat(second.deregister(SECONDS)).isTrue();
		assertThat(second.awaitRegistered(PATIENCE.multipliedBy(100))).isFalse();
	}

	@Test
	void updateReplacesTheContent() {
		Registration registration = register(started(builder()));
		ServiceInstance before = registered(1);
		InstanceContent heavier = movie(1).toBuilder().weight(300).build();
		registration.update(heavier);
		awaitInstance((instance) -> instance.content().equals(heavier));
		assertThat(registration.content()).isEqualTo(heavier);
		assertThat(registered(1)).isNotNull()
			.extracting(ServiceInstance::incarnation)
			.isEqualTo((before != null) ? before.incarnation() : null);
	}

	@Test
	void updateWithoutSessionIsRegisteredWithTheNext() {
		Registration registration = register(started(builder()));
		this.registry.close();
		awaitState(registration, State.REGISTERING);
		InstanceContent heavier = movie(1).toBuilder().weight(300).build();
		registration.update(heavier);
		restart("second");
		awaitInstance((instance) -> instance.content().equals(heavier));
	}

	@Test
	void refusedUpdateLeavesTheAcceptedContent() {
		Registration registration = register(started(builder()));
		this.registry.fault = (peer, message) -> (message instanceof ClientMessage.Update)
				? new ServerMessage.Refused(message.seq(), Problem.of(Problem.INVALID_FIELD, "weight is bad"), null)
				: null;
		registration.update(movie(1).toBuilder().weight(300).build());
		await().until(() -> !this.registry.received(ClientMessage.Update.class).isEmpty()
				&& registration.content().equals(movie(1)));
		this.registry.server().dropAll();
		await().until(() -> this.registry.received(ClientMessage.Register.class).size() == 2);
		awaitState(registration, State.REGISTERED);
		assertThat(registered(1)).isNotNull().extracting(ServiceInstance::content).isEqualTo(movie(1));
	}

	@Test
	void updateSurvivesTheLossOfTheSessionAndOfTheRegistrysData() {
		Registration registration = register(started(builder()));
		InstanceContent changed = movie(1).toBuilder().weight(30).enabled(false).build();
		registration.update(changed);
		awaitInstance((instance) -> instance.content().equals(changed));
		restart("second");
		awaitInstance((instance) -> instance.content().equals(changed));
		assertThat(registration.content()).isEqualTo(changed);
	}

	@Test
	void contentIsTheLastGivenAtOnce() {
		RegistryClient client = opened(builder().build());
		Registration registration = client.register(movie(1), HealthStatus::healthy);
		for (int weight = 1; weight <= 100; weight++) {
			registration.update(registration.content().toBuilder().weight(weight).build());
			assertThat(registration.content().weight()).isEqualTo(weight);
		}
	}

	@Test
	void confirmationTellsIncarnationAndTime() {
		RegistryClient client = opened(builder().build());
		Registration registration = client.register(movie(1), HealthStatus::healthy);
		assertThat(registration.incarnation()).isNull();
		assertThat(registration.confirmedAt()).isNull();
		client.start();
		awaitState(registration, State.REGISTERED);
		assertThat(registered(1)).isNotNull()
			.extracting(ServiceInstance::incarnation)
			.isEqualTo(registration.incarnation());
		assertThat(registration.confirmedAt()).isNotNull();
	}

	@Test
	void clientNamesWhatItKeepsAndWhatWasSuperseded() {
		beatOften();
		RegistryClient client = started(builder());
		Registration first = register(client);
		Registration second = client.register(movie(2), HealthStatus::healthy);
		assertThat(client.registrations()).containsExactly(first, second);
		this.registry.supersede(key(1));
		awaitState(first, State.SUPERSEDED);
		assertThat(client.registrations()).containsExactly(first, second);
		assertThat(second.deregister(SECONDS)).isTrue();
		assertThat(client.registrations()).containsExactly(first);
	}

	@Test
	void listenersAreToldOfEachRegistrationAndOfNoUpdate() {
		RegistryClient client = started(builder());
		List<InstanceKey> told = new CopyOnWriteArrayList<>();
		client.addRegistrationListener((instance, took) -> {
			throw new IllegalStateException("on purpose");
		});
		client.addRegistrationListener((instance, took) -> {
			assertThat(took).isPositive();
			told.add(instance);
		});
		Registration registration = register(client);
		InstanceContent heavier = movie(1).toBuilder().weight(300).build();
		registration.update(heavier);
		awaitInstance((instance) -> instance.content().equals(heavier));
		this.registry.server().dropAll();
		await().until(() -> told.size() == 2);
		awaitState(registration, State.REGISTERED);
		assertThat(told).containsExactly(key(1), key(1));
	}

	@Test
	void updateOfAnotherInstanceIsRefused() {
		Registration registration = register(started(builder()));
		assertThatExceptionOfType(InvalidFieldException.class).isThrownBy(() -> registration.update(movie(2)))
			.withMessageContaining("movie-2")
			.withMessageContaining("movie-1");
	}

	@Test
	void contentBeyondTheFrameLimitIsRefusedBeforeItIsSent() {
		Map<String, String> meta = new HashMap<>();
		for (int i = 0; i < 64; i++) {
			meta.put("key-" + i, "ü".repeat(1024));
		}
		RegistryClient client = started(builder());
		assertThatExceptionOfType(InvalidFieldException.class)
			.isThrownBy(() -> client.register(movie(1).toBuilder().meta(meta).build(), HealthStatus::healthy))
			.withMessageContaining("65536");
	}

	@Test
	void refusedRegistrationIsTriedAgain() {
		AtomicBoolean refuse = new AtomicBoolean(true);
		this.registry.fault = (peer, message) -> (message instanceof ClientMessage.Register && refuse.getAndSet(false))
				? new ServerMessage.Refused(message.seq(), Problem.of(Problem.UNAVAILABLE, "on purpose"), null) : null;
		register(started(builder()));
		assertThat(this.registry.received(ClientMessage.Register.class)).hasSize(2);
	}

	@Test
	void updateAfterARefusedRegistrationIsARegistration() {
		Registration registration = register(started(builder()));
		InstanceContent heavier = movie(1).toBuilder().weight(300).build();
		this.registry.fault = (peer,
				message) -> (message instanceof ClientMessage.Register register && !register.content().equals(heavier))
						? new ServerMessage.Refused(message.seq(), Problem.of(Problem.UNAVAILABLE, "on purpose"), null)
						: null;
		this.registry.server().dropAll();
		await().until(() -> this.registry.received(ClientMessage.Register.class).size() >= 2);
		registration.update(heavier);
		awaitInstance((instance) -> instance.content().equals(heavier));
		assertThat(this.registry.received(ClientMessage.Update.class)).isEmpty();
		assertThat(this.registry.received(ClientMessage.Register.class)).last()
			.extracting(ClientMessage.Register::content)
			.isEqualTo(heavier);
	}

	@Test
	void refusedHeartbeatIsRepeatedWithItsNews() {
		beatOften();
		SettableHealth health = new SettableHealth(HealthStatus.healthy());
		register(started(builder()), health);
		AtomicBoolean refuse = new AtomicBoolean(true);
		this.registry.fault = (peer,
				message) -> (message instanceof ClientMessage.Heartbeat beat && !beat.health().isEmpty()
						&& refuse.getAndSet(false))
								? new ServerMessage.Refused(message.seq(),
										Problem.of(Problem.UNAVAILABLE, "on purpose"), null)
								: null;
		health.set(HealthStatus.unhealthy(null));
		awaitInstance((instance) -> instance.health() == Health.UNHEALTHY);
	}

	@Test
	void heartbeatsNameHealthOnlyWhenItChanges() {
		beatOften();
		register(started(builder()));
		// the first check may have come too late for the registration
		int before = this.registry.received(ClientMessage.Heartbeat.class).size();
		await().until(() -> this.registry.received(ClientMessage.Heartbeat.class).size() > before + 5);
		assertThat(this.registry.received(ClientMessage.Heartbeat.class).stream().skip(before))
			.allSatisfy((beat) -> assertThat(beat.health()).isEmpty());
	}

	@Test
	void deregisterIsConfirmedAndIdempotent() {
		RegistryClient client = started(builder());
		Registration registration = register(client);
		assertThat(registration.deregister(SECONDS)).isTrue();
		assertThat(registered(1)).isNull();
		assertThat(registration.deregister(SECONDS)).isTrue();
		assertThat(registration.state()).isEqualTo(State.DEREGISTERED);
		client.close();
		assertThat(registration.deregister(SECONDS)).isTrue();
		assertThat(this.registry.received(ClientMessage.Deregister.class)).hasSize(1);
	}

	@Test
	void deregisterWithoutSessionReturnsAtOnceAndIsSaidLater() {
		Registration registration = register(started(builder()));
		FakeRegistry before = this.registry;
		this.registry.close();
		awaitState(registration, State.REGISTERING);
		assertThat(registration.deregister(PATIENCE.multipliedBy(100))).isFalse();
		restart("first", (next) -> next.takeDataOf(before));
		await().until(() -> registered(1) == null);
		assertThat(registration.deregister(SECONDS)).isTrue();
		assertThat(this.registry.received(ClientMessage.Register.class)).isEmpty();
	}

	@Test
	void deregisterWaitsNoLongerThanTold() {
		Registration registration = register(started(builder()));
		this.registry.silent = true;
		assertThat(registration.deregister(Duration.ofMillis(20))).isFalse();
		assertThat(registration.state()).isEqualTo(State.DEREGISTERED);
	}

	@Test
	void deregisterThatCouldNotBeStoredIsSaidAgain() {
		AtomicBoolean refuse = new AtomicBoolean(true);
		Registration registration = register(started(builder()));
		this.registry.fault = (peer,
				message) -> (message instanceof ClientMessage.Deregister && refuse.getAndSet(false))
						? new ServerMessage.Refused(message.seq(), Problem.of(Problem.UNAVAILABLE, "on purpose"), null)
						: null;
		assertThat(registration.deregister(SECONDS)).isTrue();
		assertThat(registered(1)).isNull();
	}

	@Test
	void deregisterOfWhatWasNeverSentIsConfirmed() {
		RegistryClient client = opened(builder().build());
		Registration registration = client.register(movie(1), HealthStatus::healthy);
		assertThat(registration.deregister(SECONDS)).isTrue();
		client.start();
		await().until(() -> client.session().connected());
		assertThat(this.registry.received(ClientMessage.Register.class)).isEmpty();
	}

	@Test
	void keyCanBeRegisteredOnceAtATime() {
		RegistryClient client = started(builder());
		Registration first = register(client);
		assertThatIllegalStateException().isThrownBy(() -> client.register(movie(1), HealthStatus::healthy))
			.withMessageContaining("movie-1");
		assertThat(first.deregister(SECONDS)).isTrue();
		register(client);
		List<ClientMessage.Register> sent = this.registry.received(ClientMessage.Register.class);
		assertThat(sent.get(0).startId()).isNotEqualTo(sent.get(1).startId());
	}

	@Test
	void closeDeregistersWhatIsLeft() {
		RegistryClient client = started(builder());
		Registration registration = register(client);
		long start = System.nanoTime();
		client.close();
		if (System.nanoTime() - start < Duration.ofSeconds(1).toNanos()) {
			// it has not waited as long as it may, so it is confirmed
			assertThat(registered(1)).isNull();
			assertThat(registration.deregister(SECONDS)).isTrue();
		}
		client.close();
		assertThat(registration.state()).isEqualTo(State.DEREGISTERED);
		await().until(() -> registered(1) == null);
		assertThatIllegalStateException().isThrownBy(() -> client.register(movie(2), HealthStatus::healthy))
			.withMessageContaining("closed");
	}

	private Registration register(RegistryClient client) {
		return register(client, HealthStatus::healthy);
	}

	private Registration register(RegistryClient client, HealthChecker checker) {
		Registration registration = client.register(movie(1), checker);
		awaitState(registration, State.REGISTERED);
		awaitInstance(ServiceInstance::routable);
		return registration;
	}

	private void awaitState(Registration registration, State state) {
		await().until(() -> registration.state() == state);
	}

	private void awaitInstance(Predicate<ServiceInstance> expected) {
		await().until(() -> {
			ServiceInstance instance = registered(1);
			return instance != null && expected.test(instance);
		});
	}

}
