package io.movieinfo.registry.server;

import java.time.Duration;
import java.util.stream.IntStream;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.Problem;
import io.movieinfo.registry.protocol.ServiceKey;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Who may register, renew, change and remove what.
 */
class RegistrationTests {

	private final RegistryFixture fixture = RegistryFixture.settled();

	@Test
	void registerListsHealthyInstanceWithIncarnationOfItsRevision() {
		Registered registered = this.fixture.register("a", "s1");
		assertThat(registered.created()).isTrue();
		assertThat(registered.key()).isEqualTo(RegistryFixture.key("a"));
		assertThat(registered.incarnation()).isEqualTo(registered.cursor().revision()).isPositive();
		assertThat(this.fixture.get("a").incarnation()).isEqualTo(registered.incarnation());
		assertThat(this.fixture.get("a").routable()).isTrue();
		assertThat(this.fixture.registry.snapshot(RegistryFixture.MOVIES).cursor()).isEqualTo(registered.cursor());
	}

	@Test
	void registerAgainWithSameStartAndContentWritesNothing() {
		Registered first = this.fixture.register("a", "s1");
		int commits = this.fixture.store.commits;
		Registered second = this.fixture.register("a", "s1");
		assertThat(second.created()).isFalse();
		assertThat(second.incarnation()).isEqualTo(first.incarnation());
		assertThat(second.cursor()).isEqualTo(first.cursor());
		assertThat(this.fixture.store.commits).isEqualTo(commits);
	}

	@Test
	void registerAgainWithoutHealthKeepsWhatWasReported() {
		this.fixture.register("a", "s1", Health.UNHEALTHY, Cause.NOT_READY);
		this.fixture.register("a", "s1");
		assertThat(this.fixture.get("a").health()).isEqualTo(Health.UNHEALTHY);
		assertThat(this.fixture.get("a").cause()).isEqualTo(Cause.NOT_READY);
	}

	@Test
	void registerAgainWithOtherHealthChangesHealthOnly() {
		Registered first = this.fixture.register("a", "s1", Health.UNHEALTHY, null);
		assertThat(this.fixture.get("a").cause()).isEqualTo(Cause.REPORTED);
		Registered second = this.fixture.register("a", "s1", Health.HEALTHY, null);
		assertThat(second.incarnation()).isEqualTo(first.incarnation());
		assertThat(second.cursor().revision()).isGreaterThan(first.cursor().revision());
		assertThat(this.fixture.get("a").routable()).isTrue();
	}

	@Test
	void registerWithSameStartAndOtherContentKeepsIncarnation() {
		Registered first = this.fixture.register("a", "s1");
		InstanceContent other = RegistryFixture.content(RegistryFixture.MOVIES, "a").toBuilder().weight(7).build();
		Registered second = this.fixture.await(this.fixture.registry.register(other, "s1", null, null));
		assertThat(second.incarnation()).isEqualTo(first.incarnation());
		assertThat(this.fixture.get("a").weight()).isEqualTo(7);
	}

	@Test
	void registerWithOtherStartIsNewHealthyIncarnation() {
		Registered first = this.fixture.register("a", "s1", Health.UNHEALTHY, Cause.REPORTED);
		Registered second = this.fixture.register("a", "s2");
		assertThat(second.created()).isFalse();
		assertThat(second.incarnation()).isEqualTo(second.cursor().revision()).isGreaterThan(first.incarnation());
		assertThat(this.fixture.get("a").health()).isEqualTo(Health.HEALTHY);
		assertThat(this.fixture.get("a").cause()).isNull();
	}

	@Test
	void whateverComesWithOldStartIdIsSupersededAndChangesNothing() {
		this.fixture.register("a", "s1");
		Registered second = this.fixture.register("a", "s2");
		int commits = this.fixture.store.commits;
		InstanceContent other = RegistryFixture.content(RegistryFixture.MOVIES, "a").toBuilder().weight(7).build();
		Registry registry = this.fixture.registry;
		assertSuperseded(this.fixture.failure(registry.register(other, "s1", null, null)), second.incarnation());
		assertSuperseded(this.fixture.failure(registry.update(other, "s1")), second.incarnation());
		assertSuperseded(
				this.fixture
					.failure(registry.heartbeat(RegistryFixture.key("a"), "s1", Health.UNHEALTHY, Cause.REPORTED)),
				second.incarnation());
		assertSuperseded(this.fixture.failure(registry.deregister(RegistryFixture.key("a"), "s1")),
				second.incarnation());
		assertThat(this.fixture.get("a").weight()).isEqualTo(100);
		assertThat(this.fixture.get("a").incarnation()).isEqualTo(second.incarnation());
		assertThat(this.fixture.get("a").routable()).isTrue();
		assertThat(this.fixture.store.commits).isEqualTo(commits);
	}

	@Test
	void oldStartIdDoesNotRenewTheLease() {
		this.fixture.register("a", "s1");
		this.fixture.register("a", "s2");
		for (int i = 0; i < 4; i++) {
			this.fixture.time.advance(Duration.ofSeconds(3));
			this.fixture.failure(this.fixture.registry.heartbeat(RegistryFixture.key("a"), "s1", null, null));
		}
		assertThat(this.fixture.get("a").cause()).isEqualTo(Cause.LEASE);
	}

	@Test
	void lastSixteenStartIdsAreKept() {
		IntStream.rangeClosed(1, 17).forEach((start) -> this.fixture.register("a", "s" + start));
		assertThat(this.fixture.failure(this.fixture.registry.heartbeat(RegistryFixture.key("a"), "s2", null, null)))
			.isInstanceOf(SupersededException.class);
		assertThat(this.fixture.failure(this.fixture.registry.heartbeat(RegistryFixture.key("a"), "s1", null, null)))
			.isInstanceOf(RegisterAgainException.class);
	}

	@Test
	void startIdsAreForgottenWithTheInstance() {
		this.fixture.register("a", "s1");
		this.fixture.register("a", "s2");
		this.fixture.deregister("a", "s2");
		assertThat(this.fixture.register("a", "s1").created()).isTrue();
	}

	@Test
	void startIdsSurviveRestart() {
		this.fixture.register("a", "s1");
		this.fixture.register("a", "s2");
		RegistryFixture restarted = this.fixture.restart();
		assertThat(restarted.failure(restarted.registry.deregister(RegistryFixture.key("a"), "s1")))
			.isInstanceOf(SupersededException.class);
		restarted.heartbeat("a", "s2");
	}

	@Test
	void deregisterRemovesOnce() {
		this.fixture.register("a", "s1");
		assertThat(this.fixture.deregister("a", "s1")).isTrue();
		assertThat(this.fixture.find("a")).isNull();
		assertThat(this.fixture.deregister("a", "s1")).isFalse();
	}

	@Test
	void deregisterWithUnknownStartIdIsSuperseded() {
		this.fixture.register("a", "s1");
		assertThat(this.fixture.failure(this.fixture.registry.deregister(RegistryFixture.key("a"), "other")))
			.isInstanceOf(SupersededException.class);
		assertThat(this.fixture.find("a")).isNotNull();
	}

	@Test
	void heartbeatAndUpdateOfWhatIsNotHeldAskToRegisterAgain() {
		Throwable heartbeat = this.fixture
			.failure(this.fixture.registry.heartbeat(RegistryFixture.key("a"), "s1", null, null));
		assertThat(heartbeat).isInstanceOfSatisfying(RegisterAgainException.class, (ex) -> {
			assertThat(ex.instance()).isEqualTo(RegistryFixture.key("a"));
			assertThat(ex.toProblem().code()).isEqualTo(Problem.REGISTER_AGAIN);
			assertThat(ex).hasMessageContaining("movie-service/a");
		});
		assertThat(this.fixture
			.failure(this.fixture.registry.update(RegistryFixture.content(RegistryFixture.MOVIES, "a"), "s1")))
			.isInstanceOf(RegisterAgainException.class);
	}

	@Test
	void heartbeatWithoutChangeWritesAndPushesNothing() {
		this.fixture.register("a", "s1");
		RecordingWatcher watcher = this.fixture.watch();
		int attempts = this.fixture.store.attempts;
		this.fixture.beat("a", "s1", Duration.ofMinutes(2));
		this.fixture.heartbeat("a", "s1", Health.HEALTHY, null);
		assertThat(this.fixture.store.attempts).isEqualTo(attempts);
		assertThat(watcher.events).hasSize(1);
	}

	@Test
	void heartbeatWithHealthChangesIt() {
		this.fixture.register("a", "s1");
		this.fixture.heartbeat("a", "s1", Health.UNHEALTHY, Cause.NOT_READY);
		assertThat(this.fixture.get("a").cause()).isEqualTo(Cause.NOT_READY);
		this.fixture.heartbeat("a", "s1", Health.UNHEALTHY, Cause.REPORTED);
		assertThat(this.fixture.get("a").cause()).isEqualTo(Cause.REPORTED);
		this.fixture.heartbeat("a", "s1");
		assertThat(this.fixture.get("a").cause()).isEqualTo(Cause.REPORTED);
		this.fixture.heartbeat("a", "s1", Health.UNKNOWN, null);
		assertThat(this.fixture.get("a").health()).isEqualTo(Health.UNKNOWN);
		assertThat(this.fixture.get("a").cause()).isNull();
	}

	@Test
	void updateReplacesContentAndKeepsHealth() {
		Registered first = this.fixture.register("a", "s1", Health.UNHEALTHY, Cause.NOT_READY);
		InstanceContent other = RegistryFixture.content(RegistryFixture.MOVIES, "a").toBuilder().enabled(false).build();
		Registered updated = this.fixture.await(this.fixture.registry.update(other, "s1"));
		assertThat(updated.incarnation()).isEqualTo(first.incarnation());
		assertThat(this.fixture.get("a").enabled()).isFalse();
		assertThat(this.fixture.get("a").cause()).isEqualTo(Cause.NOT_READY);
	}

	@Test
	void refusedArgumentsAreNamedAtOnce() {
		InstanceContent content = RegistryFixture.content(RegistryFixture.MOVIES, "a");
		assertThatExceptionOfType(InvalidFieldException.class)
			.isThrownBy(() -> this.fixture.registry.register(content, "", null, null))
			.withMessageContaining("start_id");
		assertThatExceptionOfType(InvalidFieldException.class)
			.isThrownBy(() -> this.fixture.registry.register(content, "s1", Health.UNHEALTHY, Cause.LEASE))
			.withMessageContaining("'lease'");
		assertThatExceptionOfType(InvalidFieldException.class)
			.isThrownBy(() -> this.fixture.registry.register(content, "s1", null, Cause.REPORTED))
			.withMessageContaining("'reported'");
	}

	@Test
	void namespacesAreSeparate() {
		ServiceKey other = new ServiceKey("test", "movie-service");
		this.fixture.register("a", "s1");
		this.fixture.await(this.fixture.registry.register(RegistryFixture.content(other, "a"), "s2", null, null));
		assertThat(this.fixture.registry.snapshot(RegistryFixture.MOVIES).instances()).hasSize(1);
		assertThat(this.fixture.registry.snapshot(other).instances()).hasSize(1);
		assertThat(this.fixture.registry.services("test").services())
			.containsExactly(new ServiceSet.Entry("movie-service", 1, 1));
		this.fixture.heartbeat("a", "s1");
		this.fixture.deregister("a", "s1");
		assertThat(this.fixture.registry.snapshot(other).instances()).hasSize(1);
	}

	@Test
	void servicesAreCounted() {
		this.fixture.register("a", "s1");
		this.fixture.register("b", "s1", Health.UNHEALTHY, null);
		Registered last = this.fixture.await(
				this.fixture.registry.register(RegistryFixture.content(RegistryFixture.USERS, "u"), "s1", null, null));
		ServiceSet services = this.fixture.registry.services("default");
		assertThat(services.services()).containsExactly(new ServiceSet.Entry("movie-service", 2, 1),
				new ServiceSet.Entry("user-service", 1, 1));
		assertThat(services.cursor()).isEqualTo(last.cursor());
		assertThat(services.complete()).isTrue();
		assertThat(this.fixture.registry.services("other").services()).isEmpty();
	}

	@Test
	void listingIsInOrderOfIds() {
		for (String id : new String[] { "c", "a", "d", "b" }) {
			this.fixture.register(id, "s1");
		}
		this.fixture.deregister("c", "s1");
		this.fixture.heartbeat("d", "s1", Health.UNHEALTHY, null);
		assertThat(this.fixture.registry.snapshot(RegistryFixture.MOVIES).instances()).extracting("id")
			.containsExactly("a", "b", "d");
	}

	@Test
	void serviceIsKnownUntilItHasBeenEmptyForADay() {
		assertThat(this.fixture.registry.snapshot(RegistryFixture.MOVIES).known()).isFalse();
		this.fixture.register("a", "s1");
		this.fixture.deregister("a", "s1");
		this.fixture.time.advance(Duration.ofHours(23));
		ServiceListing empty = this.fixture.registry.snapshot(RegistryFixture.MOVIES);
		assertThat(empty.known()).isTrue();
		assertThat(empty.instances()).isEmpty();
		RegistryFixture restarted = this.fixture.restart();
		RecordingWatcher watcher = restarted.watch();
		assertThat(watcher.known).isTrue();
		restarted.time.advance(Duration.ofMinutes(62));
		ServiceListing forgotten = restarted.registry.snapshot(RegistryFixture.MOVIES);
		assertThat(forgotten.known()).isFalse();
		assertThat(forgotten.cursor().revision()).isGreaterThan(empty.cursor().revision());
		assertThat(restarted.registry.services("default").services()).isEmpty();
		assertThat(watcher.known).isFalse();
		assertThat(watcher.cursor).isEqualTo(forgotten.cursor());
	}

	@Test
	void cursorOfForgottenServiceDoesNotGoBack() {
		this.fixture.register("a", "s1");
		this.fixture.deregister("a", "s1");
		this.fixture.time.advance(Duration.ofHours(25));
		ServiceListing forgotten = this.fixture.registry.snapshot(RegistryFixture.MOVIES);
		RecordingWatcher watcher = new RecordingWatcher();
		watcher.cursor = forgotten.cursor();
		this.fixture.watch(watcher, forgotten.cursor());
		this.fixture.register("a", "s1");
		assertThat(watcher.view).containsOnlyKeys("a");
	}

	@Test
	void registryThatWasNotStartedSaysSo() {
		assertThatIllegalStateException().isThrownBy(() -> Registry.builder().build().snapshot(RegistryFixture.MOVIES))
			.withMessageContaining("not been started");
	}

	@Test
	void startTwiceIsRefused() {
		assertThatIllegalStateException().isThrownBy(this.fixture.registry::start)
			.withMessageContaining("started before");
	}

	@Test
	void registerWithoutStartIdMakesOneAndKeepsIt() {
		Registered first = this.fixture.await(this.fixture.registry.register(content(), null, null, null));
		assertThat(first.startId()).startsWith("registry:").hasSizeGreaterThan(20);
		assertThat(first.created()).isTrue();
		int commits = this.fixture.store.commits;
		Registered again = this.fixture.await(this.fixture.registry.register(content(), null, null, null));
		assertThat(again.startId()).isEqualTo(first.startId());
		assertThat(again.incarnation()).isEqualTo(first.incarnation());
		assertThat(again.created()).isFalse();
		assertThat(this.fixture.store.commits).isEqualTo(commits);
		assertThat(this.fixture.register("b", "s1").startId()).isEqualTo("s1");
	}

	@Test
	void registerWithoutStartIdSpeaksForTheOneThatHoldsTheId() {
		Registered first = this.fixture.register("a", "s1");
		InstanceContent other = content().toBuilder().weight(7).build();
		Registered second = this.fixture.await(this.fixture.registry.register(other, null, null, null));
		assertThat(second.startId()).isEqualTo("s1");
		assertThat(second.incarnation()).isEqualTo(first.incarnation());
		assertThat(this.fixture.get("a").weight()).isEqualTo(7);
		this.fixture.heartbeat("a", "s1");
	}

	@Test
	void startIdThatIsMadeIsFencedLikeAnyOther() {
		String made = this.fixture.await(this.fixture.registry.register(content(), null, null, null)).startId();
		this.fixture.register("a", "s1");
		assertThat(this.fixture.failure(this.fixture.registry.heartbeat(RegistryFixture.key("a"), made, null, null)))
			.isInstanceOf(SupersededException.class);
		this.fixture.deregister("a", "s1");
		assertThat(this.fixture.await(this.fixture.registry.register(content(), null, null, null)).startId())
			.startsWith("registry:")
			.isNotEqualTo(made);
	}

	@Test
	void heartbeatWithoutStartIdRenewsWhatIsListed() {
		assertThat(this.fixture.failure(this.fixture.registry.heartbeat(RegistryFixture.key("a"), null, null, null)))
			.isInstanceOf(RegisterAgainException.class);
		this.fixture.register("a", "s1");
		for (int i = 0; i < 5; i++) {
			this.fixture.time.advance(Duration.ofSeconds(3));
			this.fixture.await(this.fixture.registry.heartbeat(RegistryFixture.key("a"), null, null, null));
		}
		assertThat(this.fixture.get("a").routable()).isTrue();
		this.fixture.await(this.fixture.registry.heartbeat(RegistryFixture.key("a"), null, Health.UNHEALTHY, null));
		assertThat(this.fixture.get("a").cause()).isEqualTo(Cause.REPORTED);
	}

	@Test
	void deregisterWithoutStartIdRemovesWhatWasRegisteredWithoutOne() {
		this.fixture.await(this.fixture.registry.register(content(), null, null, null));
		assertThat(this.fixture.await(this.fixture.registry.deregister(RegistryFixture.key("a"), null))).isTrue();
		assertThat(this.fixture.find("a")).isNull();
		assertThat(this.fixture.await(this.fixture.registry.deregister(RegistryFixture.key("a"), null))).isFalse();
	}

	@Test
	void deregisterWithoutStartIdIsRefusedWhileTheProcessThatSentOneIsAlive() {
		this.fixture.register("a", "s1");
		assertThat(this.fixture.failure(this.fixture.registry.deregister(RegistryFixture.key("a"), null)))
			.isInstanceOfSatisfying(StillAliveException.class,
					(ex) -> assertThat(ex.instance()).isEqualTo(RegistryFixture.key("a")));
		assertThat(this.fixture.find("a")).isNotNull();
		this.fixture.time.advance(Duration.ofSeconds(10));
		assertThat(this.fixture.get("a").cause()).isEqualTo(Cause.LEASE);
		assertThat(this.fixture.await(this.fixture.registry.deregister(RegistryFixture.key("a"), null))).isTrue();
	}

	private static void assertSuperseded(Throwable failure, long incarnation) {
		assertThat(failure).isInstanceOfSatisfying(SupersededException.class, (ex) -> {
			assertThat(ex.instance()).isEqualTo(RegistryFixture.key("a"));
			assertThat(ex.incarnation()).isEqualTo(incarnation);
			assertThat(ex.toProblem().code()).isEqualTo(Problem.SUPERSEDED);
		});
	}

	private static InstanceContent content() {
		return RegistryFixture.content(RegistryFixture.MOVIES, "a");
	}

}
