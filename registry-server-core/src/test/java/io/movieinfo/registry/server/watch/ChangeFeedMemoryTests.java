package io.movieinfo.registry.server.watch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.VirtualTime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How much memory the change feed keeps alive.
 */
class ChangeFeedMemoryTests {

	private static final ServiceKey MOVIES = new ServiceKey("default", "movie-service");

	private static final ServiceInstance BIG = instance(60, "x");

	private static final long BIG_BYTES = change(BIG, 1).estimatedBytes();

	private final VirtualTime time = new VirtualTime();

	private final List<FeedEvent> events = new ArrayList<>();

	@Test
	void bigChangesAreKeptUpToTheBudget() {
		ChangeFeed feed = feed(10 * BIG_BYTES);
		add(feed, 1, 100);
		follow(feed, 90L);
		assertThat(changes()).extracting(Change::revision)
			.containsExactlyElementsOf(LongStream.rangeClosed(91, 100).boxed().toList());
		this.events.clear();
		follow(feed, 89L);
		assertThat(this.events).containsExactly(reset(100));
	}

	@Test
	void followerWhoseNextChangeIsDroppedForItsSizeListsAgain() {
		ChangeFeed feed = feed(10 * BIG_BYTES);
		List<Runnable> busy = new ArrayList<>();
		feed.follow((service) -> true, null, (event, done) -> {
			this.events.add(event);
			busy.add(done);
		}, Reader.local());
		add(feed, 1, 11);
		busy.get(0).run();
		assertThat(this.events).last().isEqualTo(reset(11));
		add(feed, 12, 21);
		busy.get(1).run();
		assertThat(changes()).extracting(Change::revision).startsWith(12L);
	}

	@Test
	void roomIsFreeAgainOnceChangesAreGone() {
		ChangeFeed feed = feed(10 * BIG_BYTES);
		add(feed, 1, 10);
		this.time.advance(Duration.ofMinutes(6));
		add(feed, 11, 20);
		follow(feed, 10L);
		assertThat(changes()).hasSize(10);
	}

	@Test
	void changeBeyondTheBudgetIsNotKept() {
		ChangeFeed feed = feed(BIG_BYTES - 1);
		follow(feed, null);
		add(feed, 1, 1);
		assertThat(this.events).last().isEqualTo(reset(1));
		feed.add(List.of(Change.removed(Change.Kind.REMOVED, new InstanceKey(MOVIES, "a"), 2)));
		assertThat(changes()).extracting(Change::revision).containsExactly(2L);
	}

	@Test
	void oneEventHoldsAFewBigChangesOnly() {
		ChangeFeed feed = feed(Long.MAX_VALUE);
		add(feed, 1, 100);
		follow(feed, 0L);
		assertThat(changes()).hasSize(100);
		assertThat(this.events).hasSizeGreaterThan(10).allSatisfy((event) -> {
			List<Change> changes = ((FeedEvent.Changes) event).changes();
			assertThat(changes).isNotEmpty();
			assertThat(event.cursor().revision()).isEqualTo(changes.get(changes.size() - 1).revision());
			assertThat(changes.size() * BIG_BYTES).isLessThan(1024 * 1024 + BIG_BYTES);
		});
	}

	@Test
	void hubRemembers64MebibytesOfChanges() {
		WatchHub hub = new WatchHub("e", 0, true, Duration.ofMillis(4500), this.time, this.time.executor("watches"),
				WatchObserver.NONE);
		int kept = (int) (64 * 1024 * 1024 / BIG_BYTES);
		hub.changed(changes(1, 2_000));
		follow(hub, 2_000 - kept);
		assertThat(changes()).hasSize(kept);
		this.events.clear();
		follow(hub, 2_000 - kept - 1);
		assertThat(this.events).containsExactly(reset(2_000));
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "\"", "\\", "\u0001", "\u007f", "\u00e9", "\u0416", "\u6620", "\ud83c\udfac" })
	void estimateCoversTheTextsAndTheirJson(String text) {
		for (int entries : new int[] { 0, 1, 60 }) {
			Change change = change(instance(entries, text), 1);
			long characters = 1000L * entries * ((text.charAt(0) > 0xff) ? 2 : 1);
			long least = characters + change.json().length;
			assertThat(change.estimatedBytes()).isBetween(least, 2 * least + 2_000);
		}
	}

	@Test
	void estimateIsTheSameBeforeAndAfterTheJsonIsMade() {
		Change change = change(BIG, 1);
		change.json();
		assertThat(change.estimatedBytes()).isEqualTo(BIG_BYTES);
	}

	private ChangeFeed feed(long maxBytes) {
		return new ChangeFeed("e", 0, 10_000, Duration.ofMinutes(5).toNanos(), maxBytes, this.time, Runnable::run);
	}

	private void follow(ChangeFeed feed, @Nullable Long after) {
		feed.follow((service) -> true, (after != null) ? new Cursor("e", after) : null, this::note, Reader.local());
	}

	private void follow(WatchHub hub, long after) {
		hub.follow((service) -> true, new Cursor("e", after), this::note, Reader.local());
		this.time.run();
	}

	private void note(FeedEvent event, Runnable done) {
		this.events.add(event);
		done.run();
	}

	private List<Change> changes() {
		List<Change> changes = new ArrayList<>();
		for (FeedEvent event : this.events) {
			if (event instanceof FeedEvent.Changes some) {
				changes.addAll(some.changes());
			}
		}
		return changes;
	}

	private static void add(ChangeFeed feed, long first, long last) {
		changes(first, last).forEach((change) -> feed.add(List.of(change)));
	}

	private static List<Change> changes(long first, long last) {
		return LongStream.rangeClosed(first, last).mapToObj((revision) -> change(BIG, revision)).toList();
	}

	private static Change change(ServiceInstance instance, long revision) {
		return Change.listed(Change.Kind.REPLACED, MOVIES, instance, revision);
	}

	private static ServiceInstance instance(int entries, String text) {
		Map<String, String> meta = new HashMap<>();
		for (int i = 0; i < entries; i++) {
			meta.put("key-" + i, text.repeat(1000 / text.length()));
		}
		return new ServiceInstance(
				InstanceContent.builder(MOVIES.name()).id("a").address("10.0.0.1").port(1).meta(meta).build(),
				Health.HEALTHY, null, false, 1);
	}

	private static FeedEvent reset(long revision) {
		return new FeedEvent.Reset(new Cursor("e", revision), FeedEvent.Reason.HISTORY);
	}

}
