package io.movieinfo.registry.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.server.watch.Reader;
import io.movieinfo.registry.server.watch.Watch;
import io.movieinfo.registry.server.watch.WatchEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What statistics hear of a registry.
 */
class RegistryObserverTests {

	private final List<String> heard = new ArrayList<>();

	private final VirtualTime time = new VirtualTime();

	private final FlakyStore store = new FlakyStore();

	private final Registry registry = Registry.builder()
		.store(this.store)
		.ticker(this.time)
		.clock(this.time)
		.threads(this.time::executor)
		.observer(new Recorder())
		.build();

	RegistryObserverTests() {
		this.registry.start();
		this.time.advance(Duration.ofSeconds(31));
		this.heard.clear();
	}

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void registrationIsToldWithTheTimeUntilItIsStoredBeforeItIsAnswered() {
		this.store.beforeCommit = (batch) -> this.time.stall(Duration.ofMillis(40));
		List<String> whenAnswered = new ArrayList<>();
		var unused = register("a", "s1").whenComplete((registered, failure) -> whenAnswered.addAll(this.heard));
		this.time.run();
		assertThat(whenAnswered).containsExactly("registered a created after 40 ms");
	}

	@Test
	void renewalByARegistrationIsNotCreated() {
		await(register("a", "s1"));
		this.heard.clear();
		await(register("a", "s1"));
		assertThat(this.heard).contains("registered a after 0 ms");
	}

	@Test
	void refusalAndFailureAreTold() {
		await(register("a", "s1"));
		await(register("a", "s2"));
		this.heard.clear();
		await(register("a", "s1"));
		this.store.failing = true;
		await(register("b", "s1"));
		assertThat(this.heard).contains("failed a: SupersededException", "failed b: StoreUnavailableException");
	}

	@Test
	void everyHeartbeatIsTold() {
		await(register("a", "s1"));
		this.heard.clear();
		await(this.registry.heartbeat(RegistryFixture.key("a"), "s1", null, null));
		await(this.registry.heartbeat(RegistryFixture.key("nobody"), "s1", null, null));
		assertThat(this.heard).filteredOn("heartbeat"::equals).hasSize(2);
	}

	@Test
	void whatHasQueuedUpIsWorkedOffTogether() {
		this.store.beforeCommit = (batch) -> this.time.stall(Duration.ofMillis(7));
		var one = register("a", "s1");
		var two = register("b", "s1");
		await(one);
		await(two);
		assertThat(this.heard).contains("2 commands in 7 ms");
	}

	@Test
	void drainIsToldWithWhoHasNotAcknowledgedIt() {
		await(register("a", "s1"));
		RecordingWatcher watcher = new RecordingWatcher();
		Watch watch = session(watcher);
		Holder drainer = Holder.session("movie-service", "p-1", "10.0.0.1:1234");
		var unused = this.registry.drain(RegistryFixture.key("a"), "s1", Duration.ofSeconds(2), drainer);
		this.time.advance(Duration.ofSeconds(3));
		assertThat(this.heard).contains("drained after 2000 ms, 1 pending");
		watch.acknowledge(cursor(watcher));
		var unusedToo = this.registry.drain(RegistryFixture.key("a"), "s1", Duration.ofSeconds(2), drainer);
		this.time.advance(Duration.ofSeconds(3));
		assertThat(this.heard).contains("drained after 250 ms, 0 pending");
	}

	@Test
	void watchersAreToldOfWithTheirFirstEvent() {
		await(register("a", "s1"));
		session(new RecordingWatcher());
		await(register("b", "s1"));
		assertThat(this.heard).containsSubsequence("told SESSION first snapshot", "told SESSION delta");
	}

	@Test
	void acknowledgementIsToldWithTheTimeSinceTheCommitOfTheOldestChange() {
		await(register("a", "s1"));
		RecordingWatcher watcher = new RecordingWatcher();
		Watch watch = session(watcher);
		watch.acknowledge(cursor(watcher));
		this.time.advance(Duration.ofSeconds(1));
		assertThat(this.heard).noneMatch((each) -> each.startsWith("acknowledged"));
		await(register("b", "s1"));
		this.time.advance(Duration.ofMillis(3));
		watch.acknowledge(cursor(watcher));
		this.time.run();
		assertThat(this.heard).contains("acknowledged after 3 ms");
		this.heard.clear();
		// the first of these is told together with the second, 10 ms after "b"
		await(register("c", "s1"));
		this.time.advance(Duration.ofMillis(2));
		await(register("d", "s1"));
		this.time.advance(Duration.ofMillis(20));
		watch.acknowledge(cursor(watcher));
		this.time.run();
		assertThat(this.heard).contains("acknowledged after 22 ms");
	}

	@Test
	void lagOfASlowWatcherCountsFromTheFirstChangeThatItCouldNotBeTold() {
		await(register("a", "s1"));
		RecordingWatcher watcher = RecordingWatcher.slow();
		Watch watch = session(watcher);
		this.time.advance(Duration.ofSeconds(1));
		await(register("b", "s1"));
		this.time.advance(Duration.ofMillis(500));
		await(register("c", "s1"));
		this.time.advance(Duration.ofMillis(100));
		watcher.done();
		this.time.run();
		watch.acknowledge(cursor(watcher));
		this.time.run();
		assertThat(this.heard).contains("acknowledged after 600 ms");
	}

	@Test
	void changesBeforeAWatchBeganAreNoLagOfIts() {
		await(register("a", "s1"));
		this.time.advance(Duration.ofMinutes(1));
		RecordingWatcher watcher = new RecordingWatcher();
		Watch watch = session(watcher);
		await(register("b", "s1"));
		watch.acknowledge(cursor(watcher));
		this.time.run();
		assertThat(this.heard).contains("acknowledged after 0 ms");
	}

	@Test
	void observerThatThrowsDisturbsNobody() {
		Registry observed = Registry.builder().observer(new Thrower()).threads(this.time::executor).build();
		observed.start();
		this.time.run();
		RecordingWatcher watcher = new RecordingWatcher();
		observed.watch(RegistryFixture.MOVIES, null, watcher, Reader.session("consumer", this, () -> true));
		CompletionStage<Registered> registration = observed
			.register(RegistryFixture.content(RegistryFixture.MOVIES, "a"), "s1", null, null);
		this.time.run();
		assertThat(registration.toCompletableFuture()).isCompleted();
		assertThat(watcher.view).containsKey("a");
		observed.close();
	}

	private CompletionStage<Registered> register(String id, String startId) {
		return this.registry.register(RegistryFixture.content(RegistryFixture.MOVIES, id), startId, null, null);
	}

	private void await(CompletionStage<?> stage) {
		this.time.run();
		assertThat(stage.toCompletableFuture()).isDone();
	}

	private Watch session(RecordingWatcher watcher) {
		Watch watch = this.registry.watch(RegistryFixture.MOVIES, null, watcher,
				Reader.session("consumer", this, () -> true));
		this.time.run();
		return watch;
	}

	private static Cursor cursor(RecordingWatcher watcher) {
		Cursor cursor = watcher.cursor;
		if (cursor == null) {
			throw new AssertionError("The watcher was told nothing");
		}
		return cursor;
	}

	private final class Recorder implements RegistryObserver {

		@Override
		public void registered(Registered registered, long nanos) {
			hear("registered %s%s after %d ms".formatted(registered.key().id(), registered.created() ? " created" : "",
					millis(nanos)));
		}

		@Override
		public void registrationFailed(InstanceKey key, Throwable failure) {
			hear("failed %s: %s".formatted(key.id(), failure.getClass().getSimpleName()));
		}

		@Override
		public void heartbeat() {
			hear("heartbeat");
		}

		@Override
		public void drained(int pending, long nanos) {
			hear("drained after %d ms, %d pending".formatted(millis(nanos), pending));
		}

		@Override
		public void worked(int commands, long nanos) {
			hear("%d commands in %d ms".formatted(commands, millis(nanos)));
		}

		@Override
		public void told(WatchEvent event, Reader reader, boolean first) {
			hear("told %s%s %s".formatted(reader.kind(), first ? " first" : "",
					event.getClass().getSimpleName().toLowerCase(Locale.ROOT)));
		}

		@Override
		public void acknowledged(long nanos) {
			hear("acknowledged after %d ms".formatted(millis(nanos)));
		}

		private void hear(String text) {
			RegistryObserverTests.this.heard.add(text);
		}

		private static long millis(long nanos) {
			return TimeUnit.NANOSECONDS.toMillis(nanos);
		}

	}

	private static final class Thrower implements RegistryObserver {

		@Override
		public void registered(Registered registered, long nanos) {
			throw new IllegalStateException("registered");
		}

		@Override
		public void worked(int commands, long nanos) {
			throw new IllegalStateException("worked");
		}

		@Override
		public void told(WatchEvent event, Reader reader, boolean first) {
			throw new IllegalStateException("told");
		}

	}

}
