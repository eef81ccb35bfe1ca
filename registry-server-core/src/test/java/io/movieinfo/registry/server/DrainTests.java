package io.movieinfo.registry.server;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.server.watch.Reader;
import io.movieinfo.registry.server.watch.Watch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Leaving with everybody's acknowledgement.
 */
class DrainTests {

	private static final Duration LIMIT = Duration.ofSeconds(2);

	private final RegistryFixture fixture = RegistryFixture.settled();

	private final Holder drainer = Holder.session("movie-service", "p-1", "10.0.0.1:1234");

	@Test
	void drainTakesAnInstanceOutOfRoutingAtOnceAndIsAnsweredWhenAllKnow() {
		this.fixture.register("a", "s1");
		RecordingWatcher watcher = new RecordingWatcher();
		Watch watch = session(watcher, new Object());
		CompletableFuture<Drained> drain = drain("a", "s1");
		ServiceInstance draining = this.fixture.get("a");
		assertThat(draining.draining()).isTrue();
		assertThat(draining.routable()).isFalse();
		assertThat(watcher.view).containsEntry("a", draining);
		this.fixture.time.advance(Duration.ofMillis(800));
		assertThat(drain).isNotDone();
		Cursor cursor = cursor(watcher);
		watch.acknowledge(cursor);
		this.fixture.time.advance(Duration.ofMillis(249));
		assertThat(drain).isNotDone();
		this.fixture.time.advance(Duration.ofMillis(1));
		assertThat(drain).isCompletedWithValue(new Drained(RegistryFixture.key("a"), cursor, 0));
		assertThat(drain.join().acknowledged()).isTrue();
	}

	@Test
	void drainIsAnsweredAtItsLimitWithHowManyAreMissing() {
		this.fixture.register("a", "s1");
		Watch one = session(new RecordingWatcher(), new Object());
		Watch two = session(new RecordingWatcher(), new Object());
		CompletableFuture<Drained> drain = drain("a", "s1");
		this.fixture.time.advance(Duration.ofMillis(1999));
		assertThat(drain).isNotDone();
		this.fixture.time.advance(Duration.ofMillis(1));
		assertThat(drain.join().pending()).isEqualTo(2);
		assertThat(drain.join().acknowledged()).isFalse();
		one.close();
		two.close();
	}

	@Test
	void drainersOwnWatchIsNotWaitedFor() {
		this.fixture.register("a", "s1");
		Watch own = session(new RecordingWatcher(), this.drainer);
		CompletableFuture<Drained> drain = drain("a", "s1");
		this.fixture.time.advance(Duration.ofMillis(250));
		assertThat(drain.join().pending()).isZero();
		own.close();
	}

	@Test
	void limitCountsFromTheRequestAlsoIfTheStoreIsSlow() {
		this.fixture.register("a", "s1");
		Watch watch = session(new RecordingWatcher(), new Object());
		this.fixture.store.beforeCommit = (batch) -> this.fixture.time.stall(Duration.ofMillis(900));
		CompletableFuture<Drained> drain = drain("a", "s1");
		this.fixture.time.advance(Duration.ofMillis(1099));
		assertThat(drain).isNotDone();
		this.fixture.time.advance(Duration.ofMillis(1));
		assertThat(drain.join().pending()).isEqualTo(1);
		watch.close();
	}

	@Test
	void drainOutlivesHeartbeatsRenewalsUpdatesAndRestartsButNotANewStart() {
		this.fixture.register("a", "s1");
		var unused = drain("a", "s1");
		this.fixture.heartbeat("a", "s1", Health.UNHEALTHY, Cause.REPORTED);
		this.fixture.register("a", "s1");
		this.fixture.await(this.fixture.registry
			.update(RegistryFixture.content(RegistryFixture.MOVIES, "a").toBuilder().weight(7).build(), "s1"));
		assertThat(this.fixture.get("a").draining()).isTrue();
		RegistryFixture restarted = this.fixture.restart();
		assertThat(restarted.get("a").draining()).isTrue();
		restarted.register("a", "s2");
		assertThat(restarted.get("a").draining()).isFalse();
	}

	@Test
	void secondDrainChangesNothingAndWaitsForTheSameChange() {
		this.fixture.register("a", "s1");
		RecordingWatcher watcher = new RecordingWatcher();
		Watch watch = session(watcher, new Object());
		CompletableFuture<Drained> first = drain("a", "s1");
		Cursor cursor = cursor(watcher);
		watch.acknowledge(cursor);
		this.fixture.time.advance(Duration.ofMillis(250));
		this.fixture.register("b", "s1");
		int commits = this.fixture.store.commits;
		CompletableFuture<Drained> second = drain("a", "s1");
		this.fixture.time.advance(Duration.ofMillis(250));
		assertThat(this.fixture.store.commits).isEqualTo(commits);
		assertThat(second.join()).isEqualTo(first.join());
		assertThat(second.join().cursor()).isEqualTo(cursor);
	}

	@Test
	void drainIsASignOfLife() {
		this.fixture.register("a", "s1");
		this.fixture.time.advance(Duration.ofSeconds(10));
		assertThat(this.fixture.get("a").cause()).isEqualTo(Cause.LEASE);
		var unused = drain("a", "s1");
		assertThat(this.fixture.get("a").health()).isEqualTo(Health.HEALTHY);
		assertThat(this.fixture.get("a").draining()).isTrue();
		this.fixture.time.advance(Duration.ofMillis(8900));
		assertThat(this.fixture.get("a").health()).isEqualTo(Health.HEALTHY);
	}

	@Test
	void drainOfWhatTheCallerDoesNotHoldIsRefusedAndChangesNothing() {
		this.fixture.register("a", "s1");
		this.fixture.register("a", "s2");
		int commits = this.fixture.store.commits;
		assertThat(failure("unknown", "s1")).isInstanceOf(RegisterAgainException.class);
		assertThat(failure("unknown", null)).isInstanceOf(RegisterAgainException.class);
		assertThat(failure("a", "s3")).isInstanceOf(RegisterAgainException.class);
		assertThat(failure("a", "s1")).isInstanceOf(SupersededException.class);
		assertThat(failure("a", null)).isInstanceOf(StillAliveException.class);
		assertThat(this.fixture.store.commits).isEqualTo(commits);
		assertThat(this.fixture.get("a").draining()).isFalse();
	}

	@Test
	void limitBeyondFiveMinutesIsRefused() {
		this.fixture.register("a", "s1");
		for (Duration limit : new Duration[] { Duration.ofMillis(-1), Duration.ofMillis(300_001),
				Duration.ofSeconds(Long.MAX_VALUE) }) {
			assertThatExceptionOfType(InvalidFieldException.class)
				.isThrownBy(() -> this.fixture.registry.drain(RegistryFixture.key("a"), "s1", limit, this.drainer))
				.withMessage("limit is %s, expected PT0S to PT5M", limit);
		}
		assertThat(this.fixture.get("a").draining()).isFalse();
	}

	@Test
	void withoutStartIdWhatWasRegisteredWithoutOneIsDrained() {
		this.fixture.await(
				this.fixture.registry.register(RegistryFixture.content(RegistryFixture.MOVIES, "a"), null, null, null));
		CompletableFuture<Drained> drain = drain("a", null);
		this.fixture.time.advance(Duration.ofMillis(250));
		assertThat(drain.join().pending()).isZero();
		assertThat(this.fixture.get("a").draining()).isTrue();
	}

	@Test
	void withoutStartIdTheDeadAreDrainedAndNotBroughtBack() {
		this.fixture.register("a", "s1");
		this.fixture.time.advance(Duration.ofSeconds(10));
		CompletableFuture<Drained> drain = drain("a", null);
		this.fixture.time.advance(Duration.ofMillis(250));
		assertThat(drain).isDone();
		assertThat(this.fixture.get("a").cause()).isEqualTo(Cause.LEASE);
		assertThat(this.fixture.get("a").draining()).isTrue();
		assertThat(this.fixture.await(this.fixture.registry.deregister(RegistryFixture.key("a"), null))).isTrue();
	}

	@Test
	void drainThatCannotBeStoredFailsAtOnce() {
		this.fixture.register("a", "s1");
		this.fixture.store.failing = true;
		assertThat(failure("a", "s1")).isInstanceOf(StoreUnavailableException.class);
		assertThat(this.fixture.get("a").draining()).isFalse();
	}

	@Test
	void drainGoesOnWhenTheInstanceIsDeregisteredMeanwhile() {
		this.fixture.register("a", "s1");
		RecordingWatcher watcher = new RecordingWatcher();
		Watch watch = session(watcher, new Object());
		CompletableFuture<Drained> drain = drain("a", "s1");
		this.fixture.time.advance(Duration.ofMillis(100));
		this.fixture.deregister("a", "s1");
		assertThat(drain).isNotDone();
		watch.acknowledge(cursor(watcher));
		this.fixture.time.advance(Duration.ofMillis(250));
		assertThat(drain.join().pending()).isZero();
	}

	@Test
	void closedRegistryAnswersWhoWaitsAndRefusesWhoComes() {
		this.fixture.register("a", "s1");
		Watch watch = session(new RecordingWatcher(), new Object());
		CompletableFuture<Drained> drain = drain("a", "s1");
		this.fixture.registry.close();
		assertThat(drain.join().pending()).isEqualTo(1);
		assertThat(failure("a", "s1")).isInstanceOf(StoreUnavailableException.class);
		watch.close();
	}

	private CompletableFuture<Drained> drain(String id, @Nullable String startId) {
		CompletableFuture<Drained> drain = this.fixture.registry
			.drain(RegistryFixture.key(id), startId, LIMIT, this.drainer)
			.toCompletableFuture();
		this.fixture.time.run();
		return drain;
	}

	private Throwable failure(String id, @Nullable String startId) {
		return this.fixture.failure(this.fixture.registry.drain(RegistryFixture.key(id), startId, LIMIT, this.drainer));
	}

	private Watch session(RecordingWatcher watcher, Object owner) {
		Watch watch = this.fixture.registry.watch(RegistryFixture.MOVIES, null, watcher,
				Reader.session("consumer", owner, () -> true));
		this.fixture.time.run();
		return watch;
	}

	private static Cursor cursor(RecordingWatcher watcher) {
		Cursor cursor = watcher.cursor;
		if (cursor == null) {
			throw new AssertionError("The watcher was told nothing");
		}
		return cursor;
	}

}
