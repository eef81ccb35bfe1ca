package io.movieinfo.registry.server;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceCodec;
import io.movieinfo.registry.protocol.MessageCodec;
import io.movieinfo.registry.protocol.ServerMessage;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.WatchFrame;
import io.movieinfo.registry.server.watch.Watch;
import io.movieinfo.registry.server.watch.WatchEvent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What watchers are told, and when.
 */
class WatchTests {

	private final RegistryFixture fixture = RegistryFixture.settled();

	@Test
	void watchWithoutCursorBeginsWithEverythingListed() {
		this.fixture.register("a", "s1");
		this.fixture.register("b", "s1", Health.UNHEALTHY, Cause.NOT_READY);
		RecordingWatcher watcher = this.fixture.watch();
		assertThat(watcher.events).singleElement().isInstanceOf(WatchEvent.Snapshot.class);
		assertThat(watcher.view).containsOnlyKeys("a", "b");
		assertThat(watcher.complete).isTrue();
		assertThat(watcher.cursor).isEqualTo(this.fixture.registry.snapshot(RegistryFixture.MOVIES).cursor());
	}

	@Test
	void watchOfUnknownServiceSaysSoAndHearsOfItsFirstInstance() {
		RecordingWatcher watcher = this.fixture.watch();
		assertThat(watcher.known).isFalse();
		Registered registered = this.fixture.register("a", "s1");
		assertThat(watcher.view).containsOnlyKeys("a");
		assertThat(watcher.last()).isInstanceOf(WatchEvent.Delta.class);
		assertThat(watcher.cursor).isEqualTo(registered.cursor());
	}

	@Test
	void changeOfAnotherServiceIsNoChange() {
		RecordingWatcher watcher = this.fixture.watch();
		this.fixture.await(
				this.fixture.registry.register(RegistryFixture.content(RegistryFixture.USERS, "u"), "s1", null, null));
		assertThat(watcher.events).hasSize(1);
	}

	@Test
	void watchWithCursorWithinHistoryBeginsWithWhatHasChangedSince() {
		this.fixture.register("a", "s1");
		this.fixture.register("b", "s1");
		Cursor seen = this.fixture.register("c", "s1").cursor();
		this.fixture.heartbeat("a", "s1", Health.UNHEALTHY, null);
		this.fixture.deregister("b", "s1");
		this.fixture.register("d", "s1");
		RecordingWatcher watcher = new RecordingWatcher();
		watcher.cursor = seen;
		this.fixture.watch(watcher, seen);
		assertThat(watcher.events).singleElement().isInstanceOfSatisfying(WatchEvent.Delta.class, (delta) -> {
			assertThat(delta.base()).isEqualTo(seen.revision());
			assertThat(delta.instances()).extracting(ServiceInstance::id).containsExactlyInAnyOrder("a", "d");
			assertThat(delta.removed()).containsExactly("b");
		});
	}

	@Test
	void watchWithCurrentCursorBeginsWithEmptyDelta() {
		Cursor seen = this.fixture.register("a", "s1").cursor();
		RecordingWatcher watcher = new RecordingWatcher();
		watcher.cursor = seen;
		this.fixture.watch(watcher, seen);
		assertThat(watcher.events).singleElement().isInstanceOfSatisfying(WatchEvent.Delta.class, (delta) -> {
			assertThat(delta.instances()).isEmpty();
			assertThat(delta.removed()).isEmpty();
			assertThat(delta.cursor()).isEqualTo(seen);
			assertThat(delta.frames()).hasSize(1);
		});
	}

	@Test
	void cursorOfAnotherEpochOrFromTheFutureOrFromBeforeTheStartGetsSnapshot() {
		Cursor old = this.fixture.register("a", "s1").cursor();
		this.fixture.register("a", "s2");
		RegistryFixture restarted = this.fixture.restart();
		Cursor now = restarted.registry.snapshot(RegistryFixture.MOVIES).cursor();
		for (Cursor cursor : List.of(new Cursor("other", now.revision()), old,
				new Cursor(now.epoch(), now.revision() + 1))) {
			RecordingWatcher watcher = new RecordingWatcher();
			restarted.watch(watcher, cursor);
			assertThat(watcher.last()).isInstanceOf(WatchEvent.Snapshot.class);
			assertThat(watcher.cursor).isEqualTo(now);
		}
		assertThat(restarted.registry.epoch()).isEqualTo(now.epoch());
	}

	@Test
	void unknownServiceIsUnchangedWhenAnotherOneIsForgotten() {
		this.fixture.register("a", "s1");
		this.fixture.deregister("a", "s1");
		this.fixture.watch();
		this.fixture.time.advance(Duration.ofHours(25));
		Cursor seen = this.fixture.registry.snapshot(RegistryFixture.USERS).cursor();
		RecordingWatcher watcher = new RecordingWatcher();
		watcher.cursor = seen;
		var unused = this.fixture.registry.watch(RegistryFixture.USERS, seen, watcher);
		this.fixture.time.run();
		assertThat(watcher.events).singleElement().isInstanceOf(WatchEvent.Delta.class);
		assertThat(watcher.cursor).isEqualTo(seen);
	}

	@Test
	void removalsAreRememberedForFiveMinutes() {
		Cursor seen = this.fixture.register("a", "s1").cursor();
		this.fixture.deregister("a", "s1");
		this.fixture.time.advance(Duration.ofSeconds(299));
		RecordingWatcher early = new RecordingWatcher();
		early.cursor = seen;
		this.fixture.watch(early, seen);
		assertThat(early.last()).isInstanceOf(WatchEvent.Delta.class);
		this.fixture.time.advance(Duration.ofSeconds(2));
		RecordingWatcher late = new RecordingWatcher();
		this.fixture.watch(late, seen);
		assertThat(late.last()).isInstanceOf(WatchEvent.Snapshot.class);
		assertThat(late.view).isEmpty();
	}

	@Test
	void tenThousandRemovalsAreRemembered() {
		Cursor seen = this.fixture.register("first", "s1").cursor();
		Cursor other = this.fixture
			.await(this.fixture.registry.register(RegistryFixture.content(RegistryFixture.USERS, "u"), "s1", null,
					null))
			.cursor();
		this.fixture.deregister("first", "s1");
		for (int i = 0; i < 10_000; i++) {
			var unused = this.fixture.registry.register(RegistryFixture.content(RegistryFixture.MOVIES, "i" + i), "s1",
					null, null);
			var ignored = this.fixture.registry.deregister(RegistryFixture.key("i" + i), "s1");
		}
		this.fixture.time.run();
		RecordingWatcher watcher = new RecordingWatcher();
		this.fixture.watch(watcher, seen);
		assertThat(watcher.last()).isInstanceOf(WatchEvent.Snapshot.class);
		RecordingWatcher undisturbed = new RecordingWatcher();
		undisturbed.cursor = other;
		var watch = this.fixture.registry.watch(RegistryFixture.USERS, other, undisturbed);
		this.fixture.time.run();
		assertThat(undisturbed.last()).as("of a service without removals").isInstanceOf(WatchEvent.Delta.class);
		watch.close();
	}

	@Test
	void firstChangeGoesOutAtOnceAndBurstsAreJoined() {
		RecordingWatcher watcher = this.fixture.watch();
		this.fixture.time.advance(Duration.ofSeconds(1));
		this.fixture.register("a", "s1");
		assertThat(watcher.view).containsOnlyKeys("a");
		for (int i = 0; i < 9; i++) {
			this.fixture.time.advance(Duration.ofMillis(1));
			this.fixture.register("b" + i, "s1");
		}
		assertThat(watcher.view).containsOnlyKeys("a");
		this.fixture.time.advance(Duration.ofMillis(1));
		assertThat(watcher.events).hasSize(3);
		assertThat(watcher.view).hasSize(10);
	}

	@Test
	void slowWatcherSkipsIntermediateStatesButNotTheLast() {
		RecordingWatcher slow = RecordingWatcher.slow();
		this.fixture.watch(slow, null);
		for (int i = 0; i < 100; i++) {
			this.fixture.register("a", "s1", (i % 2 == 0) ? Health.HEALTHY : Health.UNHEALTHY, null);
			this.fixture.register("b" + i, "s1");
			this.fixture.time.advance(Duration.ofMillis(20));
			if (i > 0) {
				this.fixture.deregister("b" + (i - 1), "s1");
			}
		}
		assertThat(slow.events).hasSize(1);
		slow.done();
		this.fixture.time.run();
		assertThat(slow.events).hasSize(2);
		assertThat(slow.last().instances()).hasSize(2);
		assertThat(slow.view).containsOnlyKeys("a", "b99");
		slow.done();
		this.fixture.time.advance(Duration.ofSeconds(1));
		assertThat(slow.events).hasSize(2);
	}

	@Test
	void watcherThatIsSlowBeyondHistoryGetsSnapshot() {
		this.fixture.register("a", "s1");
		RecordingWatcher slow = RecordingWatcher.slow();
		this.fixture.watch(slow, null);
		this.fixture.deregister("a", "s1");
		this.fixture.time.advance(Duration.ofMinutes(6));
		this.fixture.register("b", "s1");
		slow.done();
		this.fixture.time.run();
		assertThat(slow.last()).isInstanceOf(WatchEvent.Snapshot.class);
		assertThat(slow.view).containsOnlyKeys("b");
	}

	@Test
	void doneCalledTwiceCountsOnce() {
		List<Runnable> callbacks = new ArrayList<>();
		Watch watch = this.fixture.registry.watch(RegistryFixture.MOVIES, null, (event, done) -> callbacks.add(done));
		this.fixture.time.run();
		callbacks.get(0).run();
		this.fixture.register("a", "s1");
		this.fixture.time.advance(Duration.ofMillis(20));
		callbacks.get(0).run();
		this.fixture.register("b", "s1");
		this.fixture.time.advance(Duration.ofMillis(20));
		assertThat(callbacks).hasSize(2);
		watch.close();
	}

	@Test
	void closedWatchHearsNothing() {
		RecordingWatcher watcher = new RecordingWatcher();
		Watch watch = this.fixture.watch(watcher, null);
		watch.close();
		watch.close();
		this.fixture.register("a", "s1");
		assertThat(watcher.events).hasSize(1);
	}

	@Test
	void watcherThatFailsDisturbsNobodyElse() {
		List<WatchEvent> heard = new ArrayList<>();
		Watch failing = this.fixture.registry.watch(RegistryFixture.MOVIES, null, (event, done) -> {
			heard.add(event);
			if (heard.size() == 2) {
				throw new IllegalStateException("broken on purpose");
			}
			done.run();
		});
		RecordingWatcher watcher = this.fixture.watch();
		this.fixture.register("a", "s1");
		this.fixture.time.advance(Duration.ofSeconds(1));
		this.fixture.register("b", "s1");
		assertThat(watcher.view).containsOnlyKeys("a", "b");
		assertThat(heard).hasSize(2);
		failing.close();
	}

	@Test
	void endOfTheHoldSendsCompleteSnapshotThoughNothingChanged() {
		RegistryFixture fresh = new RegistryFixture();
		fresh.register("a", "s1");
		RecordingWatcher watcher = fresh.watch();
		RecordingWatcher slow = RecordingWatcher.slow();
		fresh.watch(slow, null);
		assertThat(watcher.complete).isFalse();
		fresh.register("b", "s1");
		fresh.deregister("a", "s1");
		fresh.time.advance(Duration.ofMillis(20));
		assertThat(watcher.view).containsOnlyKeys("b");
		assertThat(watcher.last()).isInstanceOf(WatchEvent.Delta.class);
		Cursor before = watcher.cursor;
		fresh.beat("b", "s1", Duration.ofSeconds(31));
		assertThat(watcher.last()).isInstanceOf(WatchEvent.Snapshot.class);
		assertThat(watcher.complete).isTrue();
		assertThat(watcher.cursor).isEqualTo(before);
		slow.done();
		fresh.time.run();
		assertThat(slow.last()).isInstanceOf(WatchEvent.Snapshot.class);
		assertThat(slow.complete).isTrue();
	}

	@Test
	void leaseAndEvictionAreTold() {
		RecordingWatcher watcher = this.fixture.watch();
		this.fixture.register("a", "s1");
		this.fixture.time.advance(Duration.ofSeconds(10));
		assertThat(watcher.view.get("a")).isNotNull().extracting(ServiceInstance::cause).isEqualTo(Cause.LEASE);
		this.fixture.time.advance(Duration.ofMinutes(6));
		assertThat(watcher.view).isEmpty();
		assertThat(watcher.known).isTrue();
	}

	@Test
	void watchersShareOneEventAndItsFrames() {
		this.fixture.register("a", "s1");
		RecordingWatcher one = this.fixture.watch();
		RecordingWatcher two = this.fixture.watch();
		assertThat(two.last()).isSameAs(one.last());
		assertThat(two.last().frames()).isSameAs(one.last().frames());
		this.fixture.register("b", "s1");
		this.fixture.time.advance(Duration.ofMillis(20));
		assertThat(two.last()).isSameAs(one.last());
	}

	@Test
	void framesSayWhatTheEventSays() {
		this.fixture.register("a", "s1");
		RecordingWatcher watcher = this.fixture.watch();
		ServerMessage.Snapshot snapshot = (ServerMessage.Snapshot) decode(watcher.last().frames().get(0));
		assertThat(snapshot.watch()).isEqualTo(42);
		assertThat(snapshot.service()).isEqualTo(RegistryFixture.MOVIES);
		assertThat(snapshot.cursor()).isEqualTo(watcher.cursor);
		assertThat(snapshot.complete()).isTrue();
		assertThat(snapshot.known()).isTrue();
		assertThat(snapshot.last()).isTrue();
		assertThat(snapshot.instances()).containsExactly(this.fixture.get("a"));
		long base = snapshot.cursor().revision();
		this.fixture.time.advance(Duration.ofSeconds(1));
		this.fixture.deregister("a", "s1");
		ServerMessage.Delta delta = (ServerMessage.Delta) decode(watcher.last().frames().get(0));
		assertThat(delta.base()).isEqualTo(base);
		assertThat(delta.cursor()).isEqualTo(watcher.cursor);
		assertThat(delta.instances()).isEmpty();
		assertThat(delta.removed()).containsExactly("a");
	}

	@Test
	void oneChangeAmongTenThousandInstancesCostsAboutOneInstance() {
		registerMany(10_000);
		RecordingWatcher watcher = this.fixture.watch();
		List<WatchFrame> parts = watcher.last().frames();
		assertThat(parts).hasSizeGreaterThan(50).allSatisfy((part) -> assertThat(part.size()).isLessThan(34 * 1024));
		assertThat(readSnapshot(parts)).hasSize(10_000);
		this.fixture.time.advance(Duration.ofSeconds(1));
		this.fixture.heartbeat("i5000", "s1", Health.UNHEALTHY, Cause.REPORTED);
		int one = InstanceCodec.encode(this.fixture.get("i5000")).length;
		assertThat(watcher.last().frames()).singleElement()
			.satisfies((frame) -> assertThat(frame.size()).isLessThan(one + 200));
		assertThat(watcher.last().instances()).hasSize(1);
	}

	@Test
	void longDeltaIsCutIntoDeltasThatBuildOnEachOther() {
		registerMany(1_000);
		RecordingWatcher slow = RecordingWatcher.slow();
		this.fixture.watch(slow, null);
		Map<String, ServiceInstance> view = new TreeMap<>(slow.view);
		Cursor cursor = this.fixture.registry.snapshot(RegistryFixture.MOVIES).cursor();
		for (int i = 0; i < 1_000; i += 2) {
			var unused = this.fixture.registry.heartbeat(RegistryFixture.key("i" + i), "s1", Health.UNHEALTHY, null);
			var ignored = this.fixture.registry.deregister(RegistryFixture.key("i" + (i + 1)), "s1");
		}
		slow.done();
		this.fixture.time.run();
		List<WatchFrame> frames = slow.last().frames();
		assertThat(frames).hasSizeGreaterThan(2).allSatisfy((part) -> assertThat(part.size()).isLessThan(34 * 1024));
		for (WatchFrame frame : frames) {
			ServerMessage.Delta delta = (ServerMessage.Delta) decode(frame);
			assertThat(delta.base()).isEqualTo(cursor.revision());
			delta.instances().forEach((instance) -> view.put(instance.id(), instance));
			delta.removed().forEach(view::remove);
			cursor = delta.cursor();
		}
		assertThat(cursor).isEqualTo(slow.cursor);
		assertThat(view).isEqualTo(slow.view).hasSize(500);
	}

	private void registerMany(int count) {
		for (int i = 0; i < count; i++) {
			var unused = this.fixture.registry.register(RegistryFixture.content(RegistryFixture.MOVIES, "i" + i), "s1",
					null, null);
		}
		this.fixture.time.run();
	}

	private static List<ServiceInstance> readSnapshot(List<WatchFrame> parts) {
		List<ServiceInstance> instances = new ArrayList<>();
		for (WatchFrame part : parts) {
			ServerMessage.Snapshot snapshot = (ServerMessage.Snapshot) decode(part);
			instances.addAll(snapshot.instances());
			assertThat(snapshot.last()).isEqualTo(part == parts.get(parts.size() - 1));
		}
		return instances;
	}

	private static ServerMessage decode(WatchFrame frame) {
		String json = StandardCharsets.UTF_8.decode(frame.addressedTo(42)).toString();
		return MessageCodec.decodeServer(json.getBytes(StandardCharsets.UTF_8));
	}

}
