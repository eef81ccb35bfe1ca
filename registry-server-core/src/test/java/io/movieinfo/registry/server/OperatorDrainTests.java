package io.movieinfo.registry.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.server.audit.AuditEntry;
import io.movieinfo.registry.server.audit.AuditQuery;
import io.movieinfo.registry.server.watch.Change;
import io.movieinfo.registry.server.watch.FeedEvent;
import io.movieinfo.registry.server.watch.Reader;
import io.movieinfo.registry.server.watch.Watch;
import io.movieinfo.registry.server.watch.WatcherDetails;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What operators drain, and take back.
 */
class OperatorDrainTests {

	private static final Duration LIMIT = Duration.ofSeconds(2);

	private static final Actor ACTOR = new Actor("ann", "new disks");

	private final RegistryFixture fixture = RegistryFixture.settled();

	private final Operations operations = this.fixture.registry.operations();

	@Test
	void drainIsAnsweredWhenAllKnowTheInstanceItselfIncluded() {
		this.fixture.register("a", "s1");
		RecordingWatcher watcher = new RecordingWatcher();
		Watch watch = session(watcher);
		CompletableFuture<Drained> drain = answer(this.operations.drain(RegistryFixture.key("a"), LIMIT, ACTOR));
		assertThat(this.fixture.get("a").draining()).isTrue();
		this.fixture.time.advance(Duration.ofMillis(600));
		assertThat(drain).isNotDone();
		Cursor cursor = this.fixture.registry.snapshot(RegistryFixture.MOVIES).cursor();
		watch.acknowledge(cursor);
		this.fixture.time.advance(Duration.ofMillis(250));
		assertThat(drain).isCompletedWithValue(new Drained(RegistryFixture.key("a"), cursor, 0));
	}

	@Test
	void serviceIsDrainedWithAllItsInstances() {
		this.fixture.register("b", "s1");
		this.fixture.register("a", "s1");
		RecordingWatcher watcher = new RecordingWatcher();
		Watch watch = session(watcher);
		CompletableFuture<List<Drained>> drain = answer(this.operations.drain(RegistryFixture.MOVIES, LIMIT, ACTOR));
		assertThat(this.fixture.registry.snapshot(RegistryFixture.MOVIES).instances())
			.allMatch(ServiceInstance::draining);
		this.fixture.time.advance(Duration.ofSeconds(2));
		assertThat(drain.join()).extracting((drained) -> drained.key().id()).containsExactly("a", "b");
		assertThat(drain.join()).allMatch((drained) -> drained.pending() == 1);
		this.fixture.register("c", "s1");
		assertThat(this.fixture.get("c").draining()).as("listed since").isFalse();
		watch.close();
	}

	@Test
	void serviceWithoutInstancesIsAnsweredAtOnce() {
		assertThat(this.fixture.await(this.operations.drain(RegistryFixture.MOVIES, LIMIT, ACTOR))).isEmpty();
		assertThat(audit()).isEmpty();
	}

	@Test
	void drainEndsWhenItIsTakenBackOrTheProcessStartsAnew() {
		this.fixture.register("a", "s1");
		drain("a");
		this.fixture.heartbeat("a", "s1");
		this.fixture.register("a", "s1");
		assertThat(this.fixture.get("a").draining()).isTrue();
		ServiceInstance back = this.fixture.await(this.operations.endDrain(RegistryFixture.key("a"), ACTOR));
		assertThat(back.draining()).isFalse();
		assertThat(this.fixture.get("a")).isEqualTo(back);
		drain("a");
		this.fixture.register("a", "s2");
		assertThat(this.fixture.get("a").draining()).isFalse();
	}

	@Test
	void drainTakenBackWhereThereIsNoneChangesNothing() {
		this.fixture.register("a", "s1");
		ServiceInstance before = this.fixture.get("a");
		int commits = this.fixture.store.commits;
		assertThat(this.fixture.await(this.operations.endDrain(RegistryFixture.key("a"), ACTOR))).isEqualTo(before);
		assertThat(this.fixture.store.commits).isEqualTo(commits);
		assertThat(audit()).isEmpty();
	}

	@Test
	void drainIsNoSignOfLife() {
		this.fixture.register("a", "s1");
		this.fixture.time.advance(Duration.ofSeconds(8));
		drain("a");
		this.fixture.time.advance(Duration.ofSeconds(2));
		assertThat(this.fixture.get("a").cause()).isEqualTo(Cause.LEASE);
		assertThat(this.fixture.get("a").draining()).isTrue();
	}

	@Test
	void everyDrainIsInTheAuditLog() {
		this.fixture.register("a", "s1");
		this.fixture.register("b", "s1");
		drain("a");
		drain("a");
		var unused = answer(this.operations.drain(RegistryFixture.MOVIES, LIMIT, ACTOR));
		this.fixture.await(this.operations.endDrain(RegistryFixture.key("b"), ACTOR));
		assertThat(audit())
			.extracting((entry) -> entry.action().wireName() + " " + entry.instance() + ": " + entry.before() + " -> "
					+ entry.after())
			.containsExactly("end-drain b: draining -> not draining", "drain null: 1 of 2 draining -> all 2 draining",
					"drain a: draining -> draining", "drain a: not draining -> draining");
		assertThat(audit()).allMatch((entry) -> entry.by().equals("ann") && entry.reason().equals("new disks"));
	}

	@Test
	void followersAreToldWhatHasHappened() {
		this.fixture.register("a", "s1");
		List<Change.Kind> kinds = new ArrayList<>();
		var following = this.fixture.registry.follow(RegistryFixture.MOVIES::equals, null, (event, done) -> {
			if (event instanceof FeedEvent.Changes changes) {
				changes.changes().forEach((change) -> kinds.add(change.kind()));
			}
			done.run();
		}, Reader.local());
		drain("a");
		this.fixture.await(this.operations.endDrain(RegistryFixture.key("a"), ACTOR));
		assertThat(kinds).containsExactly(Change.Kind.DRAINING, Change.Kind.DRAIN_ENDED);
		following.close();
	}

	@Test
	void unknownInstanceOrLimitIsRefused() {
		assertThat(this.fixture.failure(this.operations.drain(RegistryFixture.key("a"), LIMIT, ACTOR)))
			.isInstanceOf(InstanceUnknownException.class);
		assertThat(this.fixture.failure(this.operations.endDrain(RegistryFixture.key("a"), ACTOR)))
			.isInstanceOf(InstanceUnknownException.class);
		this.fixture.register("a", "s1");
		assertThatExceptionOfType(InvalidFieldException.class)
			.isThrownBy(() -> this.operations.drain(RegistryFixture.MOVIES, Duration.ofMinutes(6), ACTOR));
		assertThat(this.fixture.get("a").draining()).isFalse();
		assertThat(audit()).isEmpty();
	}

	@Test
	void drainThatCannotBeStoredIsNotInTheAuditLog() {
		this.fixture.register("a", "s1");
		this.fixture.store.failing = true;
		assertThat(this.fixture.failure(this.operations.drain(RegistryFixture.key("a"), LIMIT, ACTOR)))
			.isInstanceOf(StoreUnavailableException.class);
		this.fixture.store.failing = false;
		assertThat(this.fixture.get("a").draining()).isFalse();
		assertThat(audit()).isEmpty();
	}

	@Test
	void watchersSayHowFarTheyAre() {
		Cursor registered = this.fixture.register("a", "s1").cursor();
		Watch watch = session(new RecordingWatcher());
		assertThat(this.fixture.await(this.operations.watchers(RegistryFixture.MOVIES)))
			.containsExactly(new WatcherDetails(Reader.Kind.SESSION, "consumer", true, registered, null));
		watch.acknowledge(registered);
		assertThat(this.fixture.await(this.operations.watchers(RegistryFixture.MOVIES)))
			.extracting(WatcherDetails::acknowledged)
			.containsExactly(registered);
		watch.close();
		assertThat(this.fixture.await(this.operations.watchers(RegistryFixture.MOVIES))).isEmpty();
		this.fixture.registry.close();
		assertThat(this.fixture.failure(this.operations.watchers(RegistryFixture.MOVIES)))
			.isInstanceOf(StoreUnavailableException.class);
	}

	private void drain(String id) {
		var unused = answer(this.operations.drain(RegistryFixture.key(id), LIMIT, ACTOR));
	}

	private <T> CompletableFuture<T> answer(CompletionStage<T> stage) {
		this.fixture.time.run();
		return stage.toCompletableFuture();
	}

	private List<AuditEntry> audit() {
		return this.fixture.await(this.operations.audit(AuditQuery.ALL, 100));
	}

	private Watch session(RecordingWatcher watcher) {
		Watch watch = this.fixture.registry.watch(RegistryFixture.MOVIES, null, watcher,
				Reader.session("consumer", new Object(), () -> true));
		this.fixture.time.run();
		return watch;
	}

}
