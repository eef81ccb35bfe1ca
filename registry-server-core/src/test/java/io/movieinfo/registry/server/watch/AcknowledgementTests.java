package io.movieinfo.registry.server.watch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;

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
 * When everybody who has to has acknowledged a change.
 */
class AcknowledgementTests {

	private static final ServiceKey MOVIES = new ServiceKey("default", "movie-service");

	private static final ServiceKey USERS = new ServiceKey("default", "user-service");

	private static final Duration LIMIT = Duration.ofSeconds(2);

	private final VirtualTime time = new VirtualTime();

	private final ScheduledExecutorService executor = this.time.executor("watches");

	private final WatchHub hub = new WatchHub("e", 10, true, Duration.ofMillis(4500), this.time, this.executor,
			WatchObserver.NONE);

	private long revision = 10;

	AcknowledgementTests() {
		change(MOVIES, "a");
		this.time.advance(Duration.ofSeconds(10));
	}

	@Test
	void isOverAQuarterOfASecondAfterThePushIfNobodyWatches() {
		assertThat(millisUntilOver(await("a"))).isEqualTo(250);
	}

	@Test
	void isOverAQuarterOfASecondAfterTheLastSessionAcknowledges() {
		Session one = session();
		Session two = session();
		Cursor cursor = change(MOVIES, "a");
		CompletableFuture<List<Acknowledged>> wait = await("a");
		this.time.advance(Duration.ofMillis(100));
		one.acknowledge(cursor);
		this.time.advance(Duration.ofMillis(1100));
		two.acknowledge(cursor);
		assertThat(millisUntilOver(wait)).isEqualTo(250);
		assertThat(wait.join()).containsExactly(new Acknowledged("a", cursor, 0));
	}

	@Test
	void waitsForRequestsThatASessionSaysAreUnderWay() {
		Session session = session();
		Cursor cursor = change(MOVIES, "a");
		CompletableFuture<List<Acknowledged>> wait = await("a");
		session.acknowledge(cursor, true);
		assertThat(watchers()).extracting(WatcherDetails::acknowledged).containsOnlyNulls();
		this.time.advance(Duration.ofMillis(500));
		Cursor later = change(MOVIES, "b");
		session.acknowledge(later, true);
		this.time.advance(Duration.ofMillis(500));
		assertThat(wait).isNotDone();
		session.acknowledge(later, false);
		assertThat(millisUntilOver(wait)).isEqualTo(250);
		assertThat(wait.join()).containsExactly(new Acknowledged("a", cursor, 0));
	}

	@Test
	void sessionWhoseRequestsAreStillUnderWayAtTheLimitIsPending() {
		Session session = session();
		Cursor cursor = change(MOVIES, "a");
		CompletableFuture<List<Acknowledged>> wait = await("a");
		session.acknowledge(cursor, true);
		assertThat(millisUntilOver(wait)).isEqualTo(2000);
		assertThat(wait.join()).containsExactly(new Acknowledged("a", cursor, 1));
	}

	@Test
	void countsThoseWhoHaveNotAcknowledgedWhenTheLimitIsOver() {
		Session one = session();
		session();
		session();
		Cursor cursor = change(MOVIES, "a");
		CompletableFuture<List<Acknowledged>> wait = await("a");
		one.acknowledge(cursor);
		assertThat(millisUntilOver(wait)).isEqualTo(2000);
		assertThat(wait.join()).containsExactly(new Acknowledged("a", cursor, 2));
	}

	@Test
	void limitEndsTheQuietTimeToo() {
		Session one = session();
		Cursor cursor = change(MOVIES, "a");
		CompletableFuture<List<Acknowledged>> wait = await("a");
		this.time.advance(Duration.ofMillis(1900));
		one.acknowledge(cursor);
		assertThat(millisUntilOver(wait)).isEqualTo(100);
		assertThat(wait.join().get(0).pending()).isZero();
	}

	@Test
	void noLimitIsAnsweredAtOnceWithWhoIsPending() {
		session();
		change(MOVIES, "a");
		CompletableFuture<List<Acknowledged>> wait = await(List.of("a"), null, Duration.ZERO);
		assertThat(millisUntilOver(wait)).isZero();
		assertThat(wait.join().get(0).pending()).isEqualTo(1);
	}

	@Test
	void drainersOwnWatchesAreNotWaitedForButThoseOfOthersAre() {
		Session own = session();
		Session ownToo = new Session(own.owner);
		Session other = session();
		Cursor cursor = change(MOVIES, "a");
		CompletableFuture<List<Acknowledged>> wait = await(List.of("a"), own.owner, LIMIT);
		this.time.advance(Duration.ofMillis(100));
		other.acknowledge(cursor);
		this.time.advance(Duration.ofMillis(100));
		ownToo.acknowledge(cursor);
		assertThat(millisUntilOver(wait)).as("since the other one's").isEqualTo(150);
		assertThat(wait.join().get(0).pending()).isZero();
	}

	@Test
	void watchesInThisProcessAreNotWaitedFor() {
		watch(MOVIES, null, Reader.local());
		change(MOVIES, "a");
		CompletableFuture<List<Acknowledged>> wait = await("a");
		assertThat(millisUntilOver(wait)).isEqualTo(250);
		assertThat(wait.join().get(0).pending()).isZero();
	}

	@Test
	void watchersOfOtherServicesAreNotWaitedForAndTheirChangesDoNotMatter() {
		change(USERS, "u");
		watch(USERS, null, Reader.session("other", new Object(), () -> true));
		Session session = session();
		Cursor cursor = change(MOVIES, "a");
		CompletableFuture<List<Acknowledged>> wait = await("a");
		change(USERS, "u");
		session.acknowledge(cursor);
		assertThat(millisUntilOver(wait)).isEqualTo(250);
	}

	@Test
	void changeIsAcknowledgedWithALaterOneToo() {
		Session session = session();
		Cursor cursor = change(MOVIES, "a");
		CompletableFuture<List<Acknowledged>> wait = await("a");
		this.time.advance(Duration.ofMillis(20));
		session.acknowledge(change(MOVIES, "b"));
		assertThat(millisUntilOver(wait)).isEqualTo(250);
		assertThat(wait.join()).containsExactly(new Acknowledged("a", cursor, 0));
	}

	@Test
	void whatWasAcknowledgedBeforeIsNotWaitedFor() {
		Session session = session();
		Cursor cursor = change(MOVIES, "a");
		session.acknowledge(cursor);
		this.time.advance(Duration.ofSeconds(1));
		CompletableFuture<List<Acknowledged>> wait = await("a");
		assertThat(millisUntilOver(wait)).isEqualTo(250);
		assertThat(wait.join()).containsExactly(new Acknowledged("a", cursor, 0));
	}

	@Test
	void goneInstanceIsAcknowledgedWithItsRemoval() {
		Session session = session();
		Cursor cursor = new Cursor("e", ++this.revision);
		this.hub.changed(List.of(Change.removed(Change.Kind.DEREGISTERED, instance(MOVIES, "a").key(), this.revision)));
		CompletableFuture<List<Acknowledged>> wait = await("a");
		this.time.advance(Duration.ofMillis(50));
		session.acknowledge(cursor);
		assertThat(millisUntilOver(wait)).isEqualTo(250);
	}

	@Test
	void unknownServiceIsNotRememberedBecauseItWasWaitedFor() {
		CompletableFuture<List<Acknowledged>> wait = answer(
				this.hub.whenAcknowledged(USERS, List.of("u"), null, deadline(LIMIT)));
		assertThat(millisUntilOver(wait)).isEqualTo(250);
		assertThat(wait.join().get(0).pending()).isZero();
	}

	@Test
	void silentSessionIsNotWaitedFor() {
		Session session = session();
		session.live.set(false);
		change(MOVIES, "a");
		assertThat(millisUntilOver(await("a"))).isEqualTo(250);
	}

	@Test
	void sessionThatFallsSilentIsWaitedForUntilThen() {
		Session session = session();
		change(MOVIES, "a");
		CompletableFuture<List<Acknowledged>> wait = await("a");
		this.time.advance(Duration.ofMillis(700));
		session.live.set(false);
		assertThat(millisUntilOver(wait)).isLessThanOrEqualTo(100);
		assertThat(wait.join().get(0).pending()).isZero();
	}

	@Test
	void silentSessionThatComesBackIsWaitedFor() {
		Session session = session();
		session.live.set(false);
		Cursor cursor = change(MOVIES, "a");
		CompletableFuture<List<Acknowledged>> wait = await("a");
		this.time.advance(Duration.ofMillis(200));
		session.live.set(true);
		this.time.advance(Duration.ofMillis(800));
		assertThat(wait).isNotDone();
		session.acknowledge(cursor);
		assertThat(millisUntilOver(wait)).isEqualTo(250);
	}

	@Test
	void sessionThatEndsCountsAsIfItHadAcknowledgedThen() {
		Session session = session();
		change(MOVIES, "a");
		CompletableFuture<List<Acknowledged>> wait = await("a");
		this.time.advance(Duration.ofMillis(700));
		session.watch.close();
		assertThat(millisUntilOver(wait)).isEqualTo(250);
		assertThat(wait.join().get(0).pending()).isZero();
	}

	@Test
	void watcherThatFailsIsNotWaitedFor() {
		Watch watch = this.hub.watch(MOVIES, null, (event, done) -> {
			throw new IllegalStateException("broken on purpose");
		}, Reader.session("failing", new Object(), () -> true));
		this.time.run();
		change(MOVIES, "a");
		assertThat(millisUntilOver(await("a"))).isEqualTo(250);
		watch.close();
	}

	@Test
	void sessionThatReconnectsMeanwhileIsWaitedForWhateverItSaysThatItHasSeen() {
		Session session = session();
		Cursor cursor = change(MOVIES, "a");
		CompletableFuture<List<Acknowledged>> wait = await("a");
		this.time.advance(Duration.ofMillis(100));
		session.watch.close();
		this.time.advance(Duration.ofMillis(200));
		Session again = new Session(new Object(), cursor);
		this.time.advance(Duration.ofMillis(500));
		assertThat(wait).isNotDone();
		again.acknowledge(cursor);
		assertThat(millisUntilOver(wait)).isEqualTo(250);
	}

	@Test
	void acknowledgementOfWhatWasNotToldOrOfAnotherHistoryOrOfLessThanBeforeIsIgnored() {
		Session session = session();
		change(MOVIES, "a");
		session.acknowledge(new Cursor("e", this.revision));
		Cursor cursor = change(MOVIES, "a");
		CompletableFuture<List<Acknowledged>> wait = await("a");
		this.time.advance(Duration.ofMillis(300));
		session.acknowledge(new Cursor("e", this.revision + 1));
		session.acknowledge(new Cursor("other", this.revision));
		session.acknowledge(new Cursor("e", this.revision - 1));
		this.time.advance(Duration.ofMillis(700));
		assertThat(wait).isNotDone();
		session.acknowledge(cursor);
		this.time.advance(Duration.ofMillis(100));
		session.acknowledge(cursor);
		session.acknowledge(new Cursor("e", 11));
		assertThat(millisUntilOver(wait)).as("since the first time").isEqualTo(150);
		assertThat(watchers()).extracting(WatcherDetails::acknowledged).containsExactly(cursor);
	}

	@Test
	void slowSessionCannotAcknowledgeWhatItHasNotGot() {
		List<Runnable> callbacks = new ArrayList<>();
		Watch watch = this.hub.watch(MOVIES, null, (event, done) -> callbacks.add(done),
				Reader.session("slow", new Object(), () -> true));
		this.time.run();
		Cursor cursor = change(MOVIES, "a");
		CompletableFuture<List<Acknowledged>> wait = await("a");
		this.time.advance(Duration.ofMillis(300));
		watch.acknowledge(cursor);
		this.time.advance(Duration.ofMillis(300));
		assertThat(wait).isNotDone();
		callbacks.get(0).run();
		this.time.run();
		watch.acknowledge(cursor);
		assertThat(millisUntilOver(wait)).isEqualTo(250);
	}

	@Test
	void streamIsWaitedForUntilTheLimitOrItsEnd() {
		Watch stream = watch(MOVIES, null, Reader.stream("10.0.0.9"));
		Cursor cursor = change(MOVIES, "a");
		CompletableFuture<List<Acknowledged>> first = await("a");
		stream.acknowledge(cursor);
		assertThat(millisUntilOver(first)).isEqualTo(2000);
		assertThat(first.join().get(0).pending()).isEqualTo(1);
		CompletableFuture<List<Acknowledged>> second = await("a");
		this.time.advance(Duration.ofMillis(500));
		stream.close();
		assertThat(millisUntilOver(second)).isEqualTo(250);
	}

	@Test
	void followerOfEveryChangeIsWaitedForUntilTheLimitOrItsEnd() {
		Following following = this.hub.follow(MOVIES::equals, null, (event, done) -> done.run(),
				Reader.stream("10.0.0.9"));
		Following elsewhere = this.hub.follow(USERS::equals, null, (event, done) -> done.run(),
				Reader.stream("10.0.0.9"));
		Following local = this.hub.follow((service) -> true, null, (event, done) -> done.run(), Reader.local());
		change(MOVIES, "a");
		CompletableFuture<List<Acknowledged>> first = await("a");
		assertThat(millisUntilOver(first)).isEqualTo(2000);
		assertThat(first.join().get(0).pending()).isEqualTo(1);
		CompletableFuture<List<Acknowledged>> second = await("a");
		this.time.advance(Duration.ofMillis(500));
		following.close();
		assertThat(millisUntilOver(second)).isLessThanOrEqualTo(100);
		assertThat(second.join().get(0).pending()).isZero();
		elsewhere.close();
		local.close();
	}

	@Test
	void severalInstancesAreWaitedForTogetherAndCountedEach() {
		Session one = session();
		session();
		Cursor first = change(MOVIES, "a");
		this.time.advance(Duration.ofMillis(20));
		Cursor second = change(MOVIES, "b");
		CompletableFuture<List<Acknowledged>> wait = await(List.of("b", "a"), null, LIMIT);
		this.time.advance(Duration.ofMillis(20));
		one.acknowledge(first);
		assertThat(millisUntilOver(wait)).isEqualTo(1980);
		assertThat(wait.join()).containsExactly(new Acknowledged("b", second, 2), new Acknowledged("a", first, 1));
	}

	@Test
	void waitsOfDifferentLengthDoNotDisturbEachOther() {
		Session session = session();
		Cursor cursor = change(MOVIES, "a");
		CompletableFuture<List<Acknowledged>> patient = await(List.of("a"), null, Duration.ofSeconds(5));
		this.time.advance(Duration.ofMillis(130));
		CompletableFuture<List<Acknowledged>> hasty = await(List.of("a"), null, Duration.ofMillis(77));
		CompletableFuture<List<Acknowledged>> own = await(List.of("a"), session.owner, Duration.ofSeconds(1));
		assertThat(millisUntilOver(hasty)).isEqualTo(77);
		assertThat(millisUntilOver(own)).isEqualTo(250 - 77);
		this.time.advance(Duration.ofSeconds(1));
		session.acknowledge(cursor);
		assertThat(millisUntilOver(patient)).isEqualTo(250);
	}

	@Test
	void endOfTheWaitsAnswersThemAndThoseThatStillCome() {
		session();
		change(MOVIES, "a");
		CompletableFuture<List<Acknowledged>> wait = await("a");
		this.hub.endWaits();
		CompletableFuture<List<Acknowledged>> later = await("a");
		this.time.run();
		assertThat(wait).isDone();
		assertThat(wait.join().get(0).pending()).isEqualTo(1);
		assertThat(later).isDone();
		this.executor.shutdown();
		assertThat(await("a")).isCompletedExceptionally();
		assertThat(answer(this.hub.watchers(MOVIES))).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.withCauseInstanceOf(RejectedExecutionException.class);
	}

	@Test
	void watchersSayHowFarTheyAre() {
		Session session = session();
		Cursor before = new Cursor("e", this.revision);
		session.acknowledge(before);
		watch(MOVIES, null, Reader.stream("10.0.0.9"));
		watch(MOVIES, null, Reader.local());
		this.time.advance(Duration.ofSeconds(1));
		Cursor now = change(MOVIES, "a");
		this.time.run();
		assertThat(watchers()).containsExactly(new WatcherDetails(Reader.Kind.SESSION, "session", true, now, before),
				new WatcherDetails(Reader.Kind.STREAM, "10.0.0.9", true, now, null),
				new WatcherDetails(Reader.Kind.STREAM, "this process", false, now, null));
		session.watch.close();
		assertThat(watchers()).hasSize(2);
		assertThat(answer(this.hub.watchers(USERS)).join()).isEmpty();
	}

	private Cursor change(ServiceKey service, String id) {
		this.hub.changed(List.of(Change.listed(Change.Kind.DRAINING, service, instance(service, id), ++this.revision)));
		return new Cursor("e", this.revision);
	}

	private static ServiceInstance instance(ServiceKey service, String id) {
		InstanceContent content = InstanceContent.builder(service.name()).id(id).address("10.0.0.1").port(80).build();
		return new ServiceInstance(content, Health.HEALTHY, null, true, 1);
	}

	private Watch watch(ServiceKey service, @Nullable Cursor after, Reader reader) {
		Watch watch = this.hub.watch(service, after, (event, done) -> done.run(), reader);
		this.time.run();
		return watch;
	}

	private Session session() {
		return new Session(new Object());
	}

	private CompletableFuture<List<Acknowledged>> await(String id) {
		return await(List.of(id), null, LIMIT);
	}

	private CompletableFuture<List<Acknowledged>> await(List<String> ids, @Nullable Object drainer, Duration limit) {
		return answer(this.hub.whenAcknowledged(MOVIES, ids, drainer, deadline(limit)));
	}

	private long deadline(Duration limit) {
		return this.time.getAsLong() + limit.toNanos();
	}

	private List<WatcherDetails> watchers() {
		return answer(this.hub.watchers(MOVIES)).join();
	}

	private <T> CompletableFuture<T> answer(CompletionStage<T> stage) {
		this.time.run();
		return stage.toCompletableFuture();
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

	private final class Session {

		private final Object owner;

		private final AtomicBoolean live = new AtomicBoolean(true);

		private final Watch watch;

		Session(Object owner) {
			this(owner, null);
		}

		Session(Object owner, @Nullable Cursor after) {
			this.owner = owner;
			this.watch = watch(MOVIES, after, Reader.session("session", owner, this.live::get));
		}

		void acknowledge(Cursor cursor) {
			acknowledge(cursor, false);
		}

		void acknowledge(Cursor cursor, boolean underWay) {
			// what is joined is told within 10 ms
			this.watch.acknowledge(cursor, underWay);
			AcknowledgementTests.this.time.run();
		}

	}

}
