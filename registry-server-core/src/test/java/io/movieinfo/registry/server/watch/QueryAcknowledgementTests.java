package io.movieinfo.registry.server.watch;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.VirtualTime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How blocking queries acknowledge: by coming back.
 */
class QueryAcknowledgementTests {

	private static final ServiceKey MOVIES = new ServiceKey("default", "movie-service");

	private static final Duration LIMIT = Duration.ofSeconds(2);

	private final VirtualTime time = new VirtualTime();

	private final WatchHub hub = new WatchHub("e", 10, true, Duration.ofMillis(4500), this.time,
			this.time.executor("watches"), WatchObserver.NONE);

	private long revision = 10;

	QueryAcknowledgementTests() {
		change();
		this.time.advance(Duration.ofSeconds(10));
	}

	@Test
	void queryAcknowledgesByComingBackWithTheNewerCursor() {
		Query query = new Query("10.0.0.1", now());
		Cursor cursor = change();
		CompletableFuture<List<Acknowledged>> wait = await(LIMIT);
		assertThat(query.answer).isEqualTo(cursor);
		this.time.advance(Duration.ofMillis(400));
		assertThat(wait).isNotDone();
		new Query("10.0.0.1", cursor);
		assertThat(millisUntilOver(wait)).isEqualTo(250);
		assertThat(wait.join()).containsExactly(new Acknowledged("a", cursor, 0));
	}

	@Test
	void queryThatDoesNotComeBackHoldsItToTheLimit() {
		new Query("10.0.0.1", now());
		change();
		CompletableFuture<List<Acknowledged>> wait = await(LIMIT);
		assertThat(millisUntilOver(wait)).isEqualTo(2000);
		assertThat(wait.join().get(0).pending()).isEqualTo(1);
	}

	@Test
	void callerThatHasNotComeBackForOneAndAHalfIntervalsCountsAsGone() {
		new Query("10.0.0.1", now());
		change();
		CompletableFuture<List<Acknowledged>> wait = await(Duration.ofSeconds(20));
		assertThat(millisUntilOver(wait)).isBetween(4500L, 4600L);
		assertThat(wait.join().get(0).pending()).isZero();
		assertThat(watchers()).isEmpty();
	}

	@Test
	void callerBetweenTwoQueriesIsWaitedFor() {
		Query query = new Query("10.0.0.1", now());
		Cursor before = change();
		query.end();
		this.time.advance(Duration.ofSeconds(1));
		Cursor cursor = change();
		CompletableFuture<List<Acknowledged>> wait = await(LIMIT);
		this.time.advance(Duration.ofMillis(400));
		Query second = new Query("10.0.0.1", before);
		assertThat(second.answer).as("answered at once").isEqualTo(cursor);
		this.time.advance(Duration.ofMillis(400));
		assertThat(wait).isNotDone();
		new Query("10.0.0.1", cursor);
		assertThat(millisUntilOver(wait)).isEqualTo(250);
	}

	@Test
	void queryThatEndedWithoutNewsIsStillAWatcher() {
		Query query = new Query("10.0.0.1", now());
		query.end();
		change();
		assertThat(millisUntilOver(await(LIMIT))).isEqualTo(2000);
	}

	@Test
	void queryThatAsksFromTheChangeIsNotWaitedFor() {
		Cursor cursor = change();
		new Query("10.0.0.1", cursor);
		assertThat(millisUntilOver(await(LIMIT))).isEqualTo(250);
	}

	@Test
	void callerThatHadAcknowledgedAndGotSomethingNewerSinceIsNotWaitedFor() {
		Cursor cursor = change();
		Query query = new Query("10.0.0.1", cursor);
		this.hub.changed(List.of(Change.removed(Change.Kind.DEREGISTERED, instance("b").key(), ++this.revision)));
		this.time.run();
		assertThat(query.answer).isEqualTo(now());
		assertThat(millisUntilOver(await(LIMIT))).isEqualTo(250);
	}

	@Test
	void cursorThatIsOlderOrOfAnotherHistoryOrFromTheFutureSettlesNothing() {
		Cursor before = now();
		new Query("10.0.0.1", before);
		Cursor cursor = change();
		CompletableFuture<List<Acknowledged>> wait = await(LIMIT);
		new Query("10.0.0.1", before);
		new Query("10.0.0.1", new Cursor("other", cursor.revision()));
		new Query("10.0.0.1", new Cursor("e", cursor.revision() + 1));
		new Query("10.0.0.1", null);
		assertThat(millisUntilOver(wait)).isEqualTo(2000);
		assertThat(wait.join().get(0).pending()).isPositive();
	}

	@Test
	void callersAtOtherAddressesSettleNothing() {
		new Query("10.0.0.1", now());
		Cursor cursor = change();
		CompletableFuture<List<Acknowledged>> wait = await(LIMIT);
		new Query("10.0.0.2", cursor);
		assertThat(millisUntilOver(wait)).isEqualTo(2000);
		assertThat(wait.join().get(0).pending()).isEqualTo(1);
	}

	@Test
	void callersAtOneAddressAreCountedEach() {
		Cursor before = now();
		for (int i = 0; i < 3; i++) {
			new Query("10.0.0.1", before);
		}
		Cursor cursor = change();
		CompletableFuture<List<Acknowledged>> wait = await(LIMIT);
		new Query("10.0.0.1", cursor);
		new Query("10.0.0.1", cursor);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(wait).isNotDone();
		new Query("10.0.0.1", cursor);
		assertThat(millisUntilOver(wait)).isEqualTo(250);
	}

	@Test
	void callerIsTakenForTheOneWhoseAnswerWasNearest() {
		Cursor first = now();
		Query one = new Query("10.0.0.1", first);
		new Query("10.0.0.1", first);
		one.end();
		Cursor second = change();
		assertThat(watchers()).extracting(WatcherDetails::told).containsExactly(first, second);
		new Query("10.0.0.1", second).end();
		assertThat(watchers()).extracting(WatcherDetails::told).containsExactly(first, second);
		new Query("10.0.0.1", first);
		assertThat(watchers()).extracting(WatcherDetails::told).containsExactly(second, second);
	}

	@Test
	void answersOfUnknownServicesAreNotRemembered() {
		ServiceKey unknown = new ServiceKey("default", "unknown");
		Watch watch = this.hub.watch(unknown, null, (event, done) -> done.run(), Reader.query("10.0.0.1"));
		watch.close();
		this.time.run();
		assertThat(watchers(unknown)).isEmpty();
		this.hub.changed(List.of(Change.listed(Change.Kind.REGISTERED, unknown, instance("u"), ++this.revision)));
		assertThat(watchers(unknown)).isEmpty();
	}

	@Test
	void rememberedAnswersAreBoundedInNumberAndTime() {
		Cursor cursor = now();
		for (int i = 0; i < AnsweredQueries.MAX + 5; i++) {
			new Query("10.0.%d.%d".formatted(i / 250, i % 250), cursor).end();
		}
		assertThat(watchers()).hasSize(AnsweredQueries.MAX);
		assertThat(watchers()).extracting(WatcherDetails::name).doesNotContain("10.0.0.4").contains("10.0.0.5");
		this.time.advance(Duration.ofMillis(4500));
		assertThat(watchers()).hasSize(AnsweredQueries.MAX);
		this.time.advance(Duration.ofMillis(1));
		assertThat(watchers()).isEmpty();
	}

	private Cursor now() {
		return new Cursor("e", this.revision);
	}

	private Cursor change() {
		this.hub.changed(List.of(Change.listed(Change.Kind.DRAINING, MOVIES, instance("a"), ++this.revision)));
		this.time.run();
		return now();
	}

	private static ServiceInstance instance(String id) {
		InstanceContent content = InstanceContent.builder(MOVIES.name()).id(id).address("10.0.0.1").port(80).build();
		return new ServiceInstance(content, Health.HEALTHY, null, true, 1);
	}

	private CompletableFuture<List<Acknowledged>> await(Duration limit) {
		CompletableFuture<List<Acknowledged>> wait = this.hub
			.whenAcknowledged(MOVIES, List.of("a"), null, this.time.getAsLong() + limit.toNanos())
			.toCompletableFuture();
		this.time.run();
		return wait;
	}

	private List<WatcherDetails> watchers() {
		return watchers(MOVIES);
	}

	private List<WatcherDetails> watchers(ServiceKey service) {
		CompletableFuture<List<WatcherDetails>> watchers = this.hub.watchers(service).toCompletableFuture();
		this.time.run();
		return watchers.join();
	}

	private long millisUntilOver(CompletableFuture<?> wait) {
		long millis = 0;
		while (!wait.isDone() && millis < 60_000) {
			this.time.advance(Duration.ofMillis(1));
			millis++;
		}
		assertThat(wait).isDone();
		return millis;
	}

	/**
	 * A blocking query: is answered with the first news after its cursor, and ends with
	 * that.
	 */
	private final class Query implements Watcher {

		private final @Nullable Cursor after;

		private final Watch watch;

		private @Nullable Cursor answer;

		Query(String address, @Nullable Cursor after) {
			this.after = after;
			this.watch = QueryAcknowledgementTests.this.hub.watch(MOVIES, after, this, Reader.query(address));
			QueryAcknowledgementTests.this.time.run();
			endIfAnswered();
		}

		@Override
		public void changed(WatchEvent event, Runnable done) {
			if (event.cursor().equals(this.after)) {
				done.run();
				return;
			}
			this.answer = event.cursor();
			endIfAnswered();
		}

		@SuppressWarnings("NullAway") // told before the watch is there, if at all
		private void endIfAnswered() {
			if (this.answer != null && this.watch != null) {
				this.watch.close();
			}
		}

		void end() {
			this.watch.close();
			QueryAcknowledgementTests.this.time.run();
		}

	}

}
