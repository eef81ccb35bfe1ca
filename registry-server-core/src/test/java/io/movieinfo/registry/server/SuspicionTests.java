package io.movieinfo.registry.server;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.server.audit.AuditQuery;
import io.movieinfo.registry.server.lease.LeaseSettings;
import io.movieinfo.registry.server.probe.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who is suspected, what proves a death, and what does not.
 */
class SuspicionTests {

	private final FakeNetwork network = new FakeNetwork();

	private final Map<String, Holder> sessions = new HashMap<>();

	private RegistryFixture fixture = new RegistryFixture(new VirtualTime(), new FlakyStore(), LeaseSettings.defaults(),
			this.network);

	SuspicionTests() {
		advance(31_000);
	}

	@Test
	void lostSessionWhosePortRefusesTwiceIsDeadAtOnce() {
		join("a");
		this.network.set("a", Finding.REFUSED);
		lose("a");
		assertDead("a");
		assertThat(this.network.asked("a")).as("once at the registration, and twice now").isEqualTo(3);
		assertThat(details("a").lease()).isEqualTo(InstanceDetails.LeaseState.OVER);
	}

	@Test
	void silenceOfOneAndAHalfIntervalsIsSuspect() {
		join("a");
		this.network.set("a", Finding.REFUSED);
		advance(4_400);
		assertAlive("a");
		assertThat(details("a").lease()).isEqualTo(InstanceDetails.LeaseState.ALIVE);
		advance(200);
		assertDead("a");
	}

	@ParameterizedTest
	@EnumSource(value = Finding.class, names = "REFUSED", mode = EnumSource.Mode.EXCLUDE)
	void nothingElseProvesAnything(Finding finding) {
		join("a");
		this.network.set("a", finding);
		lose("a");
		assertThat(details("a").lease()).isEqualTo(InstanceDetails.LeaseState.SUSPECT);
		advance(8_900);
		assertAlive("a");
		advance(300);
		assertThat(this.fixture.get("a").cause()).isEqualTo(Cause.LEASE);
	}

	@Test
	void oneRefusalIsNoProof() {
		join("a");
		this.network.set("a", Finding.REFUSED);
		this.network.slow = true;
		lose("a");
		this.network.set("a", Finding.CONNECTED);
		answer();
		answer();
		assertAlive("a");
	}

	@Test
	void portThatWasNeverReachedProvesNothingByRefusing() {
		this.network.set("a", Finding.REFUSED);
		join("a");
		lose("a");
		assertAlive("a");
		advance(8_900);
		assertAlive("a");
		advance(300);
		assertThat(this.fixture.get("a").cause()).isEqualTo(Cause.LEASE);
	}

	@Test
	void portThatIsReachedWhenSuspectedCountsAsReached() {
		this.network.set("a", Finding.NO_ANSWER);
		join("a");
		this.network.set("a", Finding.CONNECTED);
		lose("a");
		this.network.set("a", Finding.REFUSED);
		advance(200);
		assertDead("a");
	}

	@Test
	void portThatClosesAMomentAfterItsSessionIsNoticedSoon() {
		join("a");
		lose("a");
		assertAlive("a");
		this.network.set("a", Finding.REFUSED);
		advance(10);
		assertDead("a");
	}

	@Test
	void suspectsAreProbedAgainSoonThenEveryIntervalAndRarelyOnceTheyAreOut() {
		join("a");
		this.network.set("a", Finding.NO_ANSWER);
		lose("a");
		advance(1_300);
		long soon = 7; // after 10, 30, 70, 150, 310, 630 and 1,270 ms
		assertThat(this.network.asked("a")).isEqualTo(1 + 1 + soon);
		advance(7_600);
		assertThat(this.network.asked("a")).isEqualTo(1 + 1 + soon + 2);
		advance(60_000);
		assertThat(this.network.asked("a")).isBetween(1 + 1 + soon + 3, 1 + 1 + soon + 6);
		this.network.set("a", Finding.REFUSED);
		advance(31_000);
		assertThat(this.fixture.get("a").cause()).as("it was lost, and is proven dead now")
			.isEqualTo(Cause.CONNECTION_REFUSED);
	}

	@Test
	void deathOfWhoIsHeldByTheGuardPasses() {
		join("a");
		join("b");
		this.network.others = Finding.NO_ANSWER;
		advance(12_000);
		assertThat(this.fixture.registry.operations().guard().engaged()).isTrue();
		String held = this.fixture.get("a").routable() ? "a" : "b";
		assertThat(details(held).lease()).isEqualTo(InstanceDetails.LeaseState.HELD);
		this.network.set(held, Finding.REFUSED);
		advance(3_100);
		assertDead(held);
		assertThat(this.fixture.registry.operations().guard().held()).isZero();
	}

	@Test
	void verdictMustMeetTheIncarnationThatWasProbed() {
		join("a");
		this.network.set("a", Finding.REFUSED);
		this.network.slow = true;
		lose("a");
		this.network.slow = false;
		this.network.set("a", Finding.CONNECTED);
		this.fixture.register("a", "s2");
		answer();
		answer();
		assertAlive("a");
		advance(4_000);
		assertAlive("a");
	}

	@Test
	void verdictMustMeetTheAddressThatWasProbed() {
		join("a");
		this.network.set("a", Finding.REFUSED);
		this.network.slow = true;
		lose("a");
		this.fixture.await(this.fixture.registry.update(content("a").toBuilder().port(9).build(), "s1"));
		this.network.slow = false;
		answer();
		assertAlive("a");
	}

	@Test
	void portAfterAMoveMustBeReachedAnew() {
		join("a");
		this.network.others = Finding.REFUSED;
		this.fixture.await(this.fixture.registry.update(content("a").toBuilder().port(9).build(), "s1"));
		advance(5_000);
		assertAlive("a");
		assertThat(details("a").lease()).isEqualTo(InstanceDetails.LeaseState.SUSPECT);
	}

	@Test
	void heartbeatWhileProbedClearsTheSuspicion() {
		join("a");
		this.network.set("a", Finding.REFUSED);
		this.network.slow = true;
		lose("a");
		this.fixture.heartbeat("a", "s1");
		answer();
		answer();
		assertAlive("a");
		assertThat(details("a").lease()).isEqualTo(InstanceDetails.LeaseState.ALIVE);
	}

	@Test
	void heartbeatAfterARefusalDisprovesItUntilThePortIsReached() {
		join("a");
		this.network.set("a", Finding.REFUSED);
		lose("a");
		assertDead("a");
		beat("a");
		assertAlive("a");
		lose("a");
		advance(1_000);
		assertAlive("a");
		this.network.set("a", Finding.CONNECTED);
		beatAll(Duration.ofSeconds(70));
		this.network.set("a", Finding.REFUSED);
		lose("a");
		assertDead("a");
	}

	@Test
	void disproofOutlivesARestart() {
		join("a");
		this.network.set("a", Finding.REFUSED);
		lose("a");
		beat("a");
		restart();
		beat("a");
		lose("a");
		advance(1_000);
		assertAlive("a");
	}

	@Test
	void deathThatADisproofComesTooLateForIsDisprovedAfterARestart() {
		join("a");
		this.network.set("a", Finding.REFUSED);
		lose("a");
		restart();
		assertDead("a");
		beat("a");
		assertAlive("a");
		lose("a");
		advance(1_000);
		assertAlive("a");
	}

	@Test
	void newIncarnationIsTriedAnew() {
		join("a");
		this.network.set("a", Finding.REFUSED);
		lose("a");
		this.network.set("a", Finding.CONNECTED);
		this.sessions.put("a", Holder.session("movie-service", "p2", "10.0.0.1:2"));
		this.fixture.await(this.fixture.registry.register(content("a"), "s2", null, null, session("a")));
		assertAlive("a");
		this.network.set("a", Finding.REFUSED);
		lose("a");
		assertDead("a");
	}

	@Test
	void youngerInstanceAtTheSameAddressAndPortProvesASuspectDead() {
		this.network.others = Finding.NO_ANSWER;
		join("a");
		lose("a");
		assertAlive("a");
		this.fixture.await(this.fixture.registry.register(twin("a", "b"), "s1", null, null));
		assertDead("a");
		assertAlive("b");
	}

	@Test
	void suspectIsProvenDeadByAYoungerInstanceThatCameBefore() {
		join("a");
		this.fixture.await(this.fixture.registry.register(twin("a", "b"), "s1", null, null));
		assertAlive("a");
		lose("a");
		assertDead("a");
		assertAlive("b");
	}

	@Test
	void olderInstanceOrOneOfAnotherServiceAtTheSameAddressProvesNothing() {
		this.fixture.await(this.fixture.registry.register(twin("b", "a"), "s1", null, null));
		join("b");
		this.fixture.await(
				this.fixture.registry.register(RegistryFixture.content(RegistryFixture.USERS, "b"), "s1", null, null));
		lose("b");
		assertAlive("b");
	}

	@Test
	void heartbeatDisprovesADeathByAYoungerInstance() {
		join("a");
		this.network.others = Finding.NO_ANSWER;
		this.fixture.await(this.fixture.registry.register(twin("a", "b"), "s1", null, null));
		lose("a");
		assertDead("a");
		beat("a");
		assertAlive("a");
		lose("a");
		assertAlive("a");
	}

	@Test
	void brokenFirewallThatRefusesEverythingProvesNothing() {
		for (String id : List.of("a", "b", "c", "d")) {
			join(id);
		}
		this.network.others = Finding.REFUSED;
		lose("a");
		advance(1_000);
		assertAlive("a");
		this.network.others = Finding.CONNECTED;
		this.network.set("a", Finding.REFUSED);
		advance(2_500);
		assertDead("a");
	}

	@Test
	void manyThatDieTogetherAreDeadIfAnotherConnects() {
		for (String id : List.of("a", "b", "c", "d")) {
			join(id);
		}
		for (String id : List.of("a", "b", "c")) {
			this.network.set(id, Finding.REFUSED);
		}
		lose("a", "b", "c");
		advance(200);
		assertDead("a");
		assertDead("b");
		assertDead("c");
		assertAlive("d");
	}

	@Test
	void refusalsOfMoreThanHalfWithoutAnybodyToAskProveNothing() {
		for (String id : List.of("a", "b", "c")) {
			join(id);
			this.network.set(id, Finding.REFUSED);
		}
		lose("a", "b", "c");
		advance(8_500);
		long dead = List.of("a", "b", "c")
			.stream()
			.filter((id) -> this.fixture.get(id).cause() == Cause.CONNECTION_REFUSED)
			.count();
		assertThat(dead).as("only while it was not more than half").isEqualTo(1);
	}

	@Test
	void fewRefusalsWithoutAnybodyToAskAreProof() {
		for (String id : List.of("a", "b", "c", "d")) {
			this.fixture.await(this.fixture.registry.register(content(id), "s1", null, null));
		}
		this.network.set("a", Finding.REFUSED);
		for (int i = 0; i < 3; i++) {
			advance(1_600);
			for (String id : List.of("b", "c", "d")) {
				this.fixture.heartbeat(id, "s1");
			}
		}
		assertDead("a");
	}

	@Test
	void refusalsThatAreApartAreNotTogether() {
		for (String id : List.of("a", "b", "c")) {
			join(id);
		}
		this.network.set("a", Finding.REFUSED);
		lose("a");
		assertDead("a");
		advance(2_100);
		this.network.set("b", Finding.REFUSED);
		this.network.set("c", Finding.NO_ANSWER);
		lose("c");
		lose("b");
		assertDead("b");
	}

	@Test
	void witnessThatRefusesButBeatsIsNoProofLater() {
		join("a");
		join("b");
		this.network.others = Finding.REFUSED;
		lose("a");
		beat("b");
		lose("b");
		advance(1_000);
		assertAlive("b");
	}

	@Test
	void endOfAnOldSessionChangesNothingOfWhatANewerOneHolds() {
		join("a");
		Holder old = session("a");
		this.network.set("a", Finding.REFUSED);
		this.sessions.put("a", Holder.session("movie-service", "p1", "10.0.0.1:2"));
		beat("a");
		long asked = this.network.asked("a");
		this.fixture.registry.lost(old);
		this.fixture.time.run();
		assertAlive("a");
		assertThat(details("a").lease()).isEqualTo(InstanceDetails.LeaseState.ALIVE);
		assertThat(this.network.asked("a")).isEqualTo(asked);
	}

	@Test
	void heartbeatThatComesLateThroughALostSessionIsStillSuspect() {
		join("a");
		lose("a");
		beat("a");
		assertThat(details("a").lease()).isEqualTo(InstanceDetails.LeaseState.SUSPECT);
		this.network.set("a", Finding.REFUSED);
		advance(3_100);
		assertDead("a");
	}

	@Test
	void sessionThatHasDeregisteredEverythingLosesNothing() {
		join("a");
		this.fixture.deregister("a", "s1");
		lose("a");
		assertThat(this.fixture.find("a")).isNull();
		assertThat(this.network.asked("a")).isEqualTo(1);
	}

	@Test
	void deadInstanceComesBackWithItsReportedHealth() {
		join("a");
		this.network.set("a", Finding.REFUSED);
		lose("a");
		this.fixture.heartbeat("a", "s1", Health.UNHEALTHY, Cause.NOT_READY);
		assertThat(this.fixture.get("a").cause()).isEqualTo(Cause.NOT_READY);
	}

	@Test
	void deadInstanceIsRemovedInTheEnd() {
		join("a");
		this.network.set("a", Finding.REFUSED);
		lose("a");
		advance(299_000);
		assertDead("a");
		advance(2_000);
		assertThat(this.fixture.find("a")).isNull();
	}

	@Test
	void deathThatCannotBeStoredIsProvenAgain() {
		join("a");
		this.network.set("a", Finding.REFUSED);
		this.fixture.store.failing = true;
		lose("a");
		assertAlive("a");
		this.fixture.store.failing = false;
		advance(3_200);
		assertDead("a");
	}

	@Test
	void restoredInstancesAreTriedAndFoundDeadIfTheyStaySilent() {
		this.network.others = Finding.NO_ANSWER;
		join("a");
		join("b");
		this.network.others = Finding.CONNECTED;
		restart();
		assertThat(this.network.asked("a")).isEqualTo(2);
		this.network.set("a", Finding.REFUSED);
		beat("b");
		advance(4_000);
		beat("b");
		advance(1_000);
		assertDead("a");
		assertAlive("b");
	}

	@Test
	void reachedPortIsRememberedAcrossARestartAndTriedNoMore() {
		join("a");
		this.network.set("a", Finding.REFUSED);
		int commits = this.fixture.store.commits;
		restart();
		advance(4_000);
		assertThat(this.network.asked("a")).isEqualTo(1);
		assertThat(this.fixture.store.commits).isEqualTo(commits);
		advance(1_000);
		assertDead("a");
	}

	@Test
	void reachingAPortIsNoChangeThatAnybodySees() {
		RecordingWatcher watcher = this.fixture.watch();
		Registered registered = join("a");
		assertThat(this.fixture.registry.snapshot(RegistryFixture.MOVIES).cursor()).isEqualTo(registered.cursor());
		assertThat(watcher.cursor).isEqualTo(registered.cursor());
	}

	@Test
	void manyRegistrationsAreTriedAFewAtATime() {
		this.network.slow = true;
		for (int i = 0; i < 200; i++) {
			join("i" + i);
		}
		assertThat(this.network.asked).hasSize(64);
		for (int i = 0; i < 4; i++) {
			answer();
		}
		assertThat(this.network.asked).hasSize(200);
	}

	@Test
	void registryThatIsGoingToStopDecidesNothing() {
		join("a");
		join("b");
		this.network.set("a", Finding.REFUSED);
		this.fixture.registry.stopDeciding();
		lose("a");
		advance(600_000);
		assertAlive("a");
		assertAlive("b");
		beat("b");
	}

	@Test
	void verdictAfterTheRegistryBeganToStopIsNotCarriedOut() {
		join("a");
		this.network.set("a", Finding.REFUSED);
		this.network.slow = true;
		lose("a");
		answer();
		this.fixture.registry.stopDeciding();
		answer();
		answer();
		assertAlive("a");
	}

	@Test
	void dropOfHalfTheSessionsWithoutProofEngagesTheGuard() {
		for (String id : List.of("a", "b", "c", "d")) {
			join(id);
		}
		this.network.others = Finding.NO_ANSWER;
		lose("a");
		advance(200);
		assertThat(this.fixture.registry.operations().guard().engaged()).isFalse();
		lose("b");
		advance(200);
		assertThat(this.fixture.registry.operations().guard().reason())
			.isEqualTo("2 of 4 sessions were lost together without proof");
	}

	@Test
	void dropThatIsProvenOrTakenBackDoesNotEngageTheGuard() {
		for (String id : List.of("a", "b", "c", "d")) {
			join(id);
		}
		this.network.set("a", Finding.REFUSED);
		this.network.set("b", Finding.REFUSED);
		lose("a", "b");
		advance(200);
		assertDead("a");
		assertThat(this.fixture.registry.operations().guard().engaged()).isFalse();
	}

	@Test
	void dropsThatAreApartDoNotEngageTheGuard() {
		for (String id : List.of("a", "b", "c", "d")) {
			join(id);
		}
		lose("a");
		beatAll(Duration.ofSeconds(6), "b", "c", "d");
		lose("b");
		advance(200);
		assertThat(this.fixture.registry.operations().guard().engaged()).isFalse();
	}

	@Test
	void heartbeatThatComesBeforeADeathIsStoredPreventsIt() {
		join("a");
		this.network.set("a", Finding.REFUSED);
		this.network.slow = true;
		lose("a");
		answer();
		this.network.answer();
		this.fixture.store.beforeCommit = (batch) -> {
			this.fixture.store.beforeCommit = (next) -> {
			};
			var unused = this.fixture.registry.heartbeat(RegistryFixture.key("a"), "s1", null, null);
		};
		var unused = this.fixture.registry.register(content("b"), "s1", null, null);
		this.fixture.time.run();
		assertAlive("a");
		assertThat(details("a").lease()).isEqualTo(InstanceDetails.LeaseState.ALIVE);
	}

	@Test
	void refusalIsDisprovedEvenIfThatCannotBeStoredAtFirst() {
		join("a");
		this.network.set("a", Finding.REFUSED);
		lose("a");
		assertDead("a");
		this.fixture.store.failing = true;
		Holder session = Holder.session("movie-service", "p1", "10.0.0.1:2");
		assertThat(this.fixture
			.failure(this.fixture.registry.heartbeat(RegistryFixture.key("a"), "s1", null, null, session)))
			.isInstanceOf(StoreUnavailableException.class);
		this.fixture.store.failing = false;
		this.sessions.put("a", session);
		beat("a");
		lose("a");
		assertAlive("a");
	}

	@Test
	void checkSaysWhatWasFound() {
		this.network.set("a", Finding.REFUSED);
		join("a");
		Checked checked = this.fixture.await(this.fixture.registry.operations().check(RegistryFixture.key("a")));
		assertThat(checked.finding()).isEqualTo(Finding.REFUSED);
		assertThat(checked.instance()).isEqualTo(this.fixture.get("a"));
		assertThat(checked.took()).isZero();
		assertAlive("a");
	}

	@Test
	void checkThatConnectsCountsAsReached() {
		this.network.set("a", Finding.NO_ANSWER);
		join("a");
		this.network.set("a", Finding.CONNECTED);
		this.fixture.await(this.fixture.registry.operations().check(RegistryFixture.key("a")));
		this.network.set("a", Finding.REFUSED);
		lose("a");
		assertDead("a");
	}

	@Test
	void checkOfAnUnknownInstanceFails() {
		assertThat(this.fixture.failure(this.fixture.registry.operations().check(RegistryFixture.key("x"))))
			.isInstanceOf(InstanceUnknownException.class);
		join("a");
		this.network.slow = true;
		var check = this.fixture.registry.operations().check(RegistryFixture.key("a"));
		this.fixture.time.run();
		this.fixture.deregister("a", "s1");
		this.network.answer();
		assertThat(this.fixture.failure(check)).isInstanceOf(InstanceUnknownException.class);
	}

	@Test
	void releaseOfTheGuardIsAnsweredAndInTheAuditLog() {
		join("a");
		join("b");
		this.network.others = Finding.NO_ANSWER;
		advance(12_000);
		Operations operations = this.fixture.registry.operations();
		assertThat(operations.guard().held()).isEqualTo(1);
		assertThat(this.fixture.await(operations.releaseGuard(new Actor("alice", "they are gone"))).engaged())
			.isFalse();
		assertThat(this.fixture.await(operations.audit(AuditQuery.ALL, 10))).singleElement().satisfies((entry) -> {
			assertThat(entry.by()).isEqualTo("alice");
			assertThat(entry.before()).startsWith("engaged: more than 1 of the 2 instances");
		});
		advance(19_000);
		assertThat(this.fixture.get("a").cause()).isEqualTo(Cause.LEASE);
		assertThat(this.fixture.get("b").cause()).isEqualTo(Cause.LEASE);
	}

	@Test
	void releaseThatCannotBeStoredReleasesNothing() {
		join("a");
		join("b");
		this.network.others = Finding.NO_ANSWER;
		advance(12_000);
		this.fixture.store.failing = true;
		Operations operations = this.fixture.registry.operations();
		assertThat(this.fixture.failure(operations.releaseGuard(new Actor("alice", "they are gone"))))
			.isInstanceOf(StoreUnavailableException.class);
		assertThat(operations.guard().engaged()).isTrue();
	}

	private Registered join(String id) {
		Holder session = Holder.session("movie-service", "p1", "10.0.0.1:1");
		this.sessions.put(id, session);
		return this.fixture.await(this.fixture.registry.register(content(id), "s1", null, null, session));
	}

	private Holder session(String id) {
		return Objects.requireNonNull(this.sessions.get(id));
	}

	private void beat(String id) {
		this.fixture.await(this.fixture.registry.heartbeat(RegistryFixture.key(id), "s1", null, null, session(id)));
	}

	private void beatAll(Duration duration, String... ids) {
		for (long passed = 0; passed < duration.toSeconds(); passed += 3) {
			for (String id : (ids.length > 0) ? List.of(ids) : this.sessions.keySet()) {
				this.sessions.computeIfPresent(id, (key, session) -> session.isLost()
						? Holder.session("movie-service", "p1", "10.0.0.1:3") : session);
				beat(id);
			}
			advance(3_000);
		}
	}

	private void lose(String... ids) {
		for (String id : ids) {
			this.fixture.registry.lost(session(id));
		}
		this.fixture.time.run();
	}

	private void answer() {
		this.network.answer();
		this.fixture.time.run();
	}

	private void advance(long millis) {
		this.fixture.time.advance(Duration.ofMillis(millis));
	}

	private void restart() {
		this.fixture.registry.close();
		this.fixture = new RegistryFixture(this.fixture.time, this.fixture.store, LeaseSettings.defaults(),
				this.network);
		this.sessions.replaceAll((id, session) -> Holder.session("movie-service", "p1", "10.0.0.1:4"));
	}

	private void assertDead(String id) {
		assertThat(this.fixture.get(id).cause()).isEqualTo(Cause.CONNECTION_REFUSED);
		assertThat(this.fixture.get(id).routable()).isFalse();
	}

	private void assertAlive(String id) {
		assertThat(this.fixture.get(id).routable()).as(id + " is routable").isTrue();
	}

	private InstanceDetails details(String id) {
		return this.fixture.await(this.fixture.registry.operations().details(RegistryFixture.MOVIES))
			.stream()
			.filter((details) -> details.instance().id().equals(id))
			.findFirst()
			.orElseThrow();
	}

	private static InstanceContent content(String id) {
		return RegistryFixture.content(RegistryFixture.MOVIES, id);
	}

	/**
	 * Content of another id at the address and port of this one.
	 */
	private static InstanceContent twin(String of, String id) {
		return content(id).toBuilder().port(content(of).port()).build();
	}

}
