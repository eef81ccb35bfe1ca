package io.movieinfo.registry.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.OverridesPatch.Setting;
import io.movieinfo.registry.server.journal.JournalEntry;
import io.movieinfo.registry.server.journal.JournalNews;
import io.movieinfo.registry.server.journal.Note;
import io.movieinfo.registry.server.journal.Note.Kind;
import io.movieinfo.registry.server.lease.LeaseSettings;
import io.movieinfo.registry.server.probe.Finding;
import io.movieinfo.registry.server.watch.Following;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What operators are told of what happens to whom, and why.
 */
class JournalTests {

	private static final Actor MARIA = new Actor("maria", "slow disk");

	private final FakeNetwork network = new FakeNetwork();

	private RegistryFixture fixture = new RegistryFixture(new VirtualTime(), new FlakyStore(), LeaseSettings.defaults(),
			this.network);

	JournalTests() {
		this.fixture.time.advance(Duration.ofSeconds(31));
	}

	@Test
	void startAndTheEndOfItsHoldAreTheFirstEntries() {
		assertThat(kinds()).containsExactly(Kind.STARTED, Kind.GUARD_RELEASED);
		assertThat(last().reason()).isEqualTo("the start hold is over");
	}

	@Test
	void lifeOfAnInstanceIsTold() {
		this.fixture.register("a", "s1");
		this.fixture.register("a", "s2");
		this.fixture.await(this.fixture.registry
			.update(RegistryFixture.content(RegistryFixture.MOVIES, "a").toBuilder().weight(7).build(), "s2"));
		this.fixture.heartbeat("a", "s2", Health.UNHEALTHY, Cause.NOT_READY);
		this.fixture.heartbeat("a", "s2", Health.HEALTHY, null);
		var unused = this.fixture
			.await(this.fixture.registry.drain(RegistryFixture.key("a"), "s2", Duration.ZERO, Holder.IN_PROCESS));
		this.fixture.deregister("a", "s2");
		List<Note> notes = notesOf("a");
		assertThat(notes).extracting(Note::kind)
			.containsExactly(Kind.REGISTERED, Kind.REPLACED, Kind.UPDATED, Kind.HEALTH, Kind.HEALTH, Kind.DRAINING,
					Kind.DEREGISTERED);
		assertThat(notes).extracting(Note::by).containsOnly("its application");
		assertThat(notes).extracting(Note::text)
			.containsExactly(
					"movie-service/a was registered at 10.0.0.1:98 by a request from this process, incarnation 1",
					"movie-service/a has started anew at 10.0.0.1:98, through a request from this process: "
							+ "incarnation 2 takes over from 1",
					"movie-service/a says something else of itself: weight 7",
					"movie-service/a reports unhealthy (not-ready) after healthy",
					"movie-service/a reports healthy after unhealthy (not-ready)",
					"movie-service/a is draining: its application said so",
					"movie-service/a is gone: its application deregistered it");
		assertThat(notes.get(3).reason()).isEqualTo("it refuses traffic");
	}

	@Test
	void heartbeatsThatChangeNothingAreNotTold() {
		this.fixture.register("a", "s1");
		this.fixture.beat("a", "s1", Duration.ofSeconds(30));
		this.fixture.register("a", "s1");
		assertThat(notesOf("a")).hasSize(1);
	}

	@Test
	void silenceIsToldAsItGoesOnAndEndsOnce() {
		this.network.others = Finding.NO_ANSWER;
		this.fixture.register("b", "s1");
		this.fixture.register("a", "s1");
		this.fixture.beat("b", "s1", Duration.ofSeconds(12));
		this.fixture.heartbeat("a", "s1");
		assertThat(notesOf("a")).extracting(Note::kind)
			.containsExactly(Kind.REGISTERED, Kind.SUSPECT, Kind.HEALTH, Kind.HEALTH);
		assertThat(notesOf("a")).extracting(Note::reason)
			.containsExactly(null, "no heartbeat for 4.5 s", "its lease ran out after 9 s without a heartbeat",
					"a sign of life came");
		assertThat(last().text()).isEqualTo("movie-service/a is back: healthy after unhealthy (lease)");
	}

	@Test
	void suspectThatIsHeardOfAgainIsToldOnce() {
		this.fixture.register("a", "s1");
		this.fixture.time.advance(Duration.ofSeconds(6));
		this.fixture.heartbeat("a", "s1");
		this.fixture.heartbeat("a", "s1");
		assertThat(notesOf("a")).extracting(Note::kind).containsExactly(Kind.REGISTERED, Kind.SUSPECT, Kind.HEARD);
	}

	@Test
	void lostSessionAndTheProofOfDeathAreTold() {
		Holder session = Holder.session("movies", "p-1", "10.0.0.1:5000");
		this.fixture.await(this.fixture.registry.register(RegistryFixture.content(RegistryFixture.MOVIES, "a"), "s1",
				null, null, session));
		this.network.set("a", Finding.REFUSED);
		this.fixture.registry.lost(session);
		this.fixture.time.run();
		assertThat(notesOf("a")).extracting(Note::kind).containsExactly(Kind.REGISTERED, Kind.SUSPECT, Kind.HEALTH);
		assertThat(notesOf("a")).extracting(Note::reason)
			.containsExactly(null, "the session of movies (p-1) from 10.0.0.1:5000 was lost",
					"10.0.0.1:98 refuses connections");
		this.fixture.time.advance(Duration.ofMinutes(6));
		assertThat(last().kind()).isEqualTo(Kind.EVICTED);
		assertThat(last().reason()).isEqualTo("still silent 300 s after it was found unhealthy");
		this.fixture.time.advance(Duration.ofHours(25));
		assertThat(last().kind()).isEqualTo(Kind.FORGOTTEN);
		assertThat(last().service()).isEqualTo(RegistryFixture.MOVIES);
	}

	@Test
	void whatTheGuardHoldsIsToldWithTheGuard() {
		this.network.others = Finding.NO_ANSWER;
		this.fixture.register("a", "s1");
		this.fixture.register("b", "s1");
		this.fixture.time.advance(Duration.ofSeconds(12));
		assertThat(kinds()).containsOnlyOnce(Kind.HELD, Kind.GUARD_ENGAGED);
		Note engaged = notes().stream().filter((note) -> note.kind() == Kind.GUARD_ENGAGED).findAny().orElseThrow();
		assertThat(engaged.service()).isEqualTo(RegistryFixture.MOVIES);
		assertThat(engaged.reason()).startsWith("more than 1 of the 2 instances");
		Note held = notes().stream().filter((note) -> note.kind() == Kind.HELD).findAny().orElseThrow();
		assertThat(held.reason()).isEqualTo(engaged.reason());
		String id = String.valueOf(held.instance());
		this.fixture.heartbeat(id, "s1");
		assertThat(last().kind()).isEqualTo(Kind.HEARD);
		assertThat(last().instance()).isEqualTo(id);
		this.fixture.beat(id, "s1", Duration.ofSeconds(15));
		assertThat(kinds()).endsWith(Kind.GUARD_RELEASED);
		assertThat(last().by()).isNull();
	}

	@Test
	void operatorsReleaseOfTheGuardIsToldOnceWithWhoAndWhy() {
		this.network.others = Finding.NO_ANSWER;
		this.fixture.register("a", "s1");
		this.fixture.register("b", "s1");
		this.fixture.time.advance(Duration.ofSeconds(12));
		var unused = this.fixture.await(this.fixture.registry.operations().releaseGuard(MARIA));
		assertThat(last().kind()).isEqualTo(Kind.GUARD_RELEASED);
		assertThat(last().by()).isEqualTo("maria");
		assertThat(last().reason()).isEqualTo("slow disk");
		this.fixture.time.advance(Duration.ofSeconds(1));
		assertThat(kinds().stream().filter((kind) -> kind == Kind.GUARD_RELEASED)).as("the start hold's, and this one")
			.hasSize(2);
	}

	@Test
	void whatOperatorsDoIsToldWithWhoAndWhy() {
		this.fixture.register("a", "s1");
		Operations operations = this.fixture.registry.operations();
		OverridesPatch patch = new OverridesPatch(Setting.to(10), Setting.unchanged(), Map.of());
		var unused = this.fixture.await(operations.override(RegistryFixture.key("a"), patch, MARIA));
		var unused2 = this.fixture.await(operations.clearOverrides(RegistryFixture.key("a"), MARIA));
		var unused3 = this.fixture.await(operations.drain(RegistryFixture.key("a"), Duration.ZERO, MARIA));
		var unused4 = this.fixture.await(operations.endDrain(RegistryFixture.key("a"), MARIA));
		var unused5 = this.fixture.await(operations.drain(RegistryFixture.MOVIES, Duration.ZERO, MARIA));
		this.fixture.time.advance(Duration.ofSeconds(10));
		var unused6 = this.fixture.failure(operations.remove(RegistryFixture.key("b"), MARIA));
		this.fixture.await(operations.remove(RegistryFixture.key("a"), MARIA).thenApply((none) -> true));
		List<Note> done = notes().stream().filter((note) -> "maria".equals(note.by())).toList();
		assertThat(done).extracting(Note::kind)
			.containsExactly(Kind.OVERRIDDEN, Kind.OVERRIDDEN, Kind.DRAINING, Kind.DRAIN_ENDED, Kind.DRAINING,
					Kind.REMOVED);
		assertThat(done).extracting(Note::reason).containsOnly("slow disk");
		assertThat(done).extracting(Note::text)
			.contains("maria overrides movie-service/a (no overrides -> weight 10), because: slow disk",
					"maria drains the instances of movie-service (0 of 1 draining -> all 1 draining), because: slow disk",
					"maria removes movie-service/a (unhealthy (lease) -> not listed), because: slow disk");
	}

	@Test
	void whatCouldNotBeStoredIsNotTold() {
		this.fixture.store.failing = true;
		this.fixture.failure(
				this.fixture.registry.register(RegistryFixture.content(RegistryFixture.MOVIES, "a"), "s1", null, null));
		this.fixture.failure(this.fixture.registry.operations().releaseGuard(MARIA));
		this.fixture.store.failing = false;
		this.fixture.register("b", "s1");
		assertThat(kinds()).containsExactly(Kind.STARTED, Kind.GUARD_RELEASED, Kind.REGISTERED);
		assertThat(last().instance()).isEqualTo("b");
	}

	@Test
	void entriesAreFoundByServiceAndInstance() {
		this.fixture.register("a", "s1");
		this.fixture.register("b", "s1");
		this.fixture.await(
				this.fixture.registry.register(RegistryFixture.content(RegistryFixture.USERS, "a"), "s1", null, null));
		Operations operations = this.fixture.registry.operations();
		assertThat(this.fixture.await(operations.journal(RegistryFixture.USERS::equals, null, 100)))
			.extracting((entry) -> entry.note().kind())
			.as("with what is about the whole registry, newest first")
			.containsExactly(Kind.REGISTERED, Kind.GUARD_RELEASED, Kind.STARTED);
		assertThat(this.fixture.await(operations.journal(RegistryFixture.MOVIES::equals, "a", 1)))
			.extracting((entry) -> entry.note().instance())
			.containsExactly("a");
		assertThat(this.fixture.await(operations.journal((service) -> true, null, 2)))
			.extracting((entry) -> String.valueOf(entry.note().service()))
			.containsExactly("user-service", "movie-service");
	}

	@Test
	void followerIsToldWhatWasAndWhatComes() {
		this.fixture.register("a", "s1");
		List<JournalNews> told = new ArrayList<>();
		try (Following following = follow(null, 1, told)) {
			this.fixture.deregister("a", "s1");
			assertThat(told).extracting((news) -> kinds(news.entries()))
				.containsExactly(List.of(Kind.REGISTERED), List.of(Kind.DEREGISTERED));
			assertThat(told).extracting(JournalNews::missed).containsOnly(false);
			following.sign();
			this.fixture.time.run();
			assertThat(told).hasSize(3);
			assertThat(told.get(2).entries()).isEmpty();
			assertThat(told.get(2).seen()).isEqualTo(told.get(1).entries().get(0).number());
		}
		this.fixture.register("b", "s1");
		assertThat(told).hasSize(3);
	}

	@Test
	void followerGoesOnWhereItWas() {
		this.fixture.register("a", "s1");
		this.fixture.register("b", "s1");
		List<JournalEntry> all = entries();
		List<JournalNews> told = new ArrayList<>();
		Following following = follow(all.get(2).number(), 0, told);
		assertThat(told).singleElement().satisfies((news) -> {
			assertThat(news.entries()).containsExactly(all.get(3));
			assertThat(news.missed()).isFalse();
		});
		following.close();
	}

	@Test
	void followerThatMissesEntriesIsToldSo() {
		List<JournalNews> told = new ArrayList<>();
		List<Runnable> done = new ArrayList<>();
		Following following = this.fixture.registry.operations()
			.followJournal((service) -> true, null, 0, (news, then) -> {
				told.add(news);
				done.add(then);
			});
		this.fixture.time.run();
		for (int i = 0; i < 1_200; i++) {
			this.fixture.register("a", "s" + i);
		}
		assertThat(told).as("it has not dealt with the first news").hasSize(1);
		while (done.size() > 0) {
			done.remove(0).run();
			this.fixture.time.run();
		}
		assertThat(told.get(1).missed()).isTrue();
		assertThat(told.stream().skip(2)).extracting(JournalNews::missed).containsOnly(false);
		List<JournalEntry> kept = told.stream().flatMap((news) -> news.entries().stream()).toList();
		assertThat(kept).hasSize(1_000).isEqualTo(entries());
		assertThat(kept.get(999).note().text()).contains("incarnation 1200 takes over from 1199");
		following.close();
	}

	@Test
	void followerOfAnotherRunIsToldThatItHasMissedSome() {
		this.fixture.register("a", "s1");
		long last = entries().get(entries().size() - 1).number();
		this.fixture.time.advance(Duration.ofSeconds(5));
		this.fixture = this.fixture.restart();
		assertThat(entries().get(0).number()).isGreaterThan(last);
		List<JournalNews> told = new ArrayList<>();
		Following following = follow(last, 0, told);
		assertThat(told).singleElement().satisfies((news) -> {
			assertThat(news.missed()).isTrue();
			assertThat(kinds(news.entries())).containsExactly(Kind.STARTED);
		});
		following.close();
	}

	@Test
	void followerNeverDelaysADrain() {
		this.fixture.register("a", "s1");
		List<JournalNews> told = new ArrayList<>();
		Following following = follow(null, 0, told);
		var drain = this.fixture.registry.operations().drain(RegistryFixture.key("a"), Duration.ofSeconds(10), MARIA);
		this.fixture.time.advance(Duration.ofMillis(300));
		assertThat(this.fixture.await(drain).pending()).isZero();
		following.close();
	}

	@Test
	void followerThatFailsIsClosed() {
		List<JournalNews> told = new ArrayList<>();
		Following following = this.fixture.registry.operations()
			.followJournal((service) -> true, null, 0, (news, done) -> {
				told.add(news);
				throw new IllegalStateException("on purpose");
			});
		this.fixture.register("a", "s1");
		assertThat(told).hasSize(1);
		following.close();
	}

	private Following follow(@Nullable Long after, int last, List<JournalNews> told) {
		Following following = this.fixture.registry.operations()
			.followJournal((service) -> true, after, last, (news, done) -> {
				told.add(news);
				done.run();
			});
		this.fixture.time.run();
		return following;
	}

	private List<JournalEntry> entries() {
		List<JournalEntry> entries = new ArrayList<>(
				this.fixture.await(this.fixture.registry.operations().journal((service) -> true, null, 10_000)));
		Collections.reverse(entries);
		return entries;
	}

	private List<Note> notes() {
		return entries().stream().map(JournalEntry::note).toList();
	}

	private List<Note> notesOf(String id) {
		ServiceKey movies = RegistryFixture.MOVIES;
		return notes().stream().filter((note) -> movies.equals(note.service()) && id.equals(note.instance())).toList();
	}

	private List<Kind> kinds() {
		return kinds(entries());
	}

	private static List<Kind> kinds(List<JournalEntry> entries) {
		return entries.stream().map((entry) -> entry.note().kind()).toList();
	}

	private Note last() {
		List<Note> notes = notes();
		return notes.get(notes.size() - 1);
	}

}
