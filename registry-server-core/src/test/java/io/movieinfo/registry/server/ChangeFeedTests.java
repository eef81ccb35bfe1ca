package io.movieinfo.registry.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.watch.Change;
import io.movieinfo.registry.server.watch.FeedEvent;
import io.movieinfo.registry.server.watch.Follower;
import io.movieinfo.registry.server.watch.Following;
import io.movieinfo.registry.server.watch.Reader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ChangeFeedTests {

	private static final ServiceKey USERS = new ServiceKey("default", "user-service");

	private final RegistryFixture fixture = RegistryFixture.settled();

	@Test
	void followerIsToldEveryChangeWithItsKind() {
		Recorder recorder = follow((service) -> true, null);
		this.fixture.register("a", "s1");
		this.fixture.register("a", "s1", Health.UNHEALTHY, null);
		this.fixture.register("a", "s2");
		this.fixture.deregister("a", "s2");
		this.fixture.time.advance(Duration.ofHours(25));
		assertThat(recorder.changes).extracting(Change::kind)
			.containsExactly(Change.Kind.REGISTERED, Change.Kind.HEALTH, Change.Kind.REPLACED, Change.Kind.DEREGISTERED,
					Change.Kind.FORGOTTEN);
		assertThat(recorder.changes).extracting(Change::revision).containsExactly(1L, 2L, 3L, 4L, 5L);
	}

	@Test
	void silenceHasKindsOfItsOwn() {
		Recorder recorder = follow((service) -> true, null);
		this.fixture.register("a", "s1");
		this.fixture.time.advance(Duration.ofMinutes(6));
		assertThat(recorder.changes).extracting(Change::kind)
			.containsExactly(Change.Kind.REGISTERED, Change.Kind.HEALTH, Change.Kind.EVICTED);
	}

	@Test
	void firstEventSaysWhereTheFeedBegins() {
		Registered registered = this.fixture.register("a", "s1");
		Recorder recorder = follow((service) -> true, null);
		assertThat(recorder.events).containsExactly(new FeedEvent.Changes(registered.cursor(), List.of()));
	}

	@Test
	void followerWithACursorGoesOnFromThere() {
		Cursor first = this.fixture.register("a", "s1").cursor();
		this.fixture.register("b", "s1");
		this.fixture.register("c", "s1");
		Recorder recorder = follow((service) -> true, first);
		assertThat(recorder.changes).extracting(Change::id).containsExactly("b", "c");
		this.fixture.register("d", "s1");
		assertThat(recorder.changes).extracting(Change::id).containsExactly("b", "c", "d");
	}

	@Test
	void othersChangesArePassedOverAndCountAsSeen() {
		Recorder recorder = follow(USERS::equals, null);
		Cursor cursor = this.fixture.register("a", "s1").cursor();
		assertThat(recorder.events).hasSize(1);
		recorder.following().sign();
		this.fixture.time.run();
		assertThat(recorder.last()).isEqualTo(new FeedEvent.Changes(cursor, List.of()));
	}

	@Test
	void slowFollowerGetsEverythingInParts() {
		Recorder recorder = follow((service) -> true, null);
		recorder.automatic = false;
		IntStream.range(0, 1_000).forEach((i) -> this.fixture.register("i" + i, "s1"));
		assertThat(recorder.changes).hasSize(1);
		recorder.automatic = true;
		recorder.done();
		this.fixture.time.run();
		assertThat(recorder.changes).extracting(Change::id)
			.containsExactlyElementsOf(IntStream.range(0, 1_000).mapToObj((i) -> "i" + i).toList());
		assertThat(recorder.events.size()).isBetween(5, 10);
	}

	@Test
	void followerThatHistoryHasOvertakenListsAgain() {
		Recorder recorder = follow((service) -> true, null);
		recorder.automatic = false;
		Cursor seen = this.fixture.register("a", "s1").cursor();
		for (int i = 0; i < 10_001; i++) {
			this.fixture.register("a", "s1", (i % 2 == 0) ? Health.UNHEALTHY : Health.HEALTHY, null);
		}
		recorder.automatic = true;
		recorder.done();
		this.fixture.time.run();
		Cursor now = this.fixture.registry.snapshot(RegistryFixture.MOVIES).cursor();
		assertThat(recorder.last()).isEqualTo(new FeedEvent.Reset(now, FeedEvent.Reason.HISTORY));
		assertThat(follow((service) -> true, seen).events)
			.containsExactly(new FeedEvent.Reset(now, FeedEvent.Reason.HISTORY));
	}

	@Test
	void changesAreKeptForFiveMinutes() {
		Cursor seen = this.fixture.register("a", "s1").cursor();
		Cursor now = this.fixture.deregister("a", "s1")
				? this.fixture.registry.snapshot(RegistryFixture.MOVIES).cursor() : seen;
		this.fixture.time.advance(Duration.ofMinutes(5));
		assertThat(follow((service) -> true, seen).changes).hasSize(1);
		this.fixture.time.advance(Duration.ofSeconds(1));
		assertThat(follow((service) -> true, seen).events)
			.containsExactly(new FeedEvent.Reset(now, FeedEvent.Reason.HISTORY));
		assertThat(follow((service) -> true, now).events).containsExactly(new FeedEvent.Changes(now, List.of()));
	}

	@Test
	void cursorOfAnotherEpochOrFromTheFutureIsReset() {
		Cursor now = this.fixture.register("a", "s1").cursor();
		assertThat(follow((service) -> true, new Cursor("other", 1)).events)
			.containsExactly(new FeedEvent.Reset(now, FeedEvent.Reason.EPOCH));
		assertThat(follow((service) -> true, new Cursor(now.epoch(), now.revision() + 1)).events)
			.containsExactly(new FeedEvent.Reset(now, FeedEvent.Reason.HISTORY));
	}

	@Test
	void completenessIsAReasonToListAgain() {
		RegistryFixture fresh = new RegistryFixture();
		Recorder recorder = new Recorder();
		recorder.following = fresh.registry.follow((service) -> true, null, recorder, Reader.local());
		fresh.time.advance(Duration.ofSeconds(31));
		assertThat(recorder.last()).isInstanceOfSatisfying(FeedEvent.Reset.class,
				(reset) -> assertThat(reset.reason()).isEqualTo(FeedEvent.Reason.COMPLETE));
	}

	@Test
	void closedFollowerHearsNothingMore() {
		Recorder recorder = follow((service) -> true, null);
		recorder.following().close();
		this.fixture.register("a", "s1");
		assertThat(recorder.events).hasSize(1);
	}

	@Test
	void followerThatFailsDisturbsNobodyElse() {
		this.fixture.registry.follow((service) -> true, null, (event, done) -> {
			throw new IllegalStateException("broken on purpose");
		}, Reader.local());
		Recorder recorder = follow((service) -> true, null);
		this.fixture.register("a", "s1");
		assertThat(recorder.changes).hasSize(1);
	}

	@Test
	void namespacesAreThoseOfKnownServices() {
		this.fixture.register("a", "s1");
		this.fixture.await(this.fixture.registry.register(RegistryFixture.content(new ServiceKey("staging", "x"), "x"),
				"s1", null, null));
		this.fixture.await(this.fixture.registry.register(RegistryFixture.content(USERS, "x"), "s1", null, null));
		assertThat(this.fixture.registry.namespaces()).hasToString("{default=2, staging=1}");
	}

	private Recorder follow(Predicate<ServiceKey> scope, @Nullable Cursor after) {
		Recorder recorder = new Recorder();
		recorder.following = this.fixture.registry.follow(scope, after, recorder, Reader.local());
		this.fixture.time.run();
		return recorder;
	}

	private static final class Recorder implements Follower {

		final List<FeedEvent> events = new ArrayList<>();

		final List<Change> changes = new ArrayList<>();

		boolean automatic = true;

		private @Nullable Following following;

		private @Nullable Runnable done;

		@Override
		public void next(FeedEvent event, Runnable done) {
			assertThat(this.done).as("an event in flight").isNull();
			this.events.add(event);
			if (event instanceof FeedEvent.Changes some) {
				this.changes.addAll(some.changes());
			}
			if (this.automatic) {
				done.run();
			}
			else {
				this.done = done;
			}
		}

		void done() {
			Runnable done = this.done;
			this.done = null;
			if (done != null) {
				done.run();
			}
		}

		Following following() {
			return Objects.requireNonNull(this.following);
		}

		FeedEvent last() {
			return this.events.get(this.events.size() - 1);
		}

	}

}
