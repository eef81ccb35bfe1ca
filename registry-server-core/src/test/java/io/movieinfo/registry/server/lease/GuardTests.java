package io.movieinfo.registry.server.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.ServiceKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How much may be lost without proof, and what becomes of the rest.
 */
class GuardTests {

	private static final ServiceKey MOVIES = new ServiceKey("default", "movies");

	private static final long TICK = TimeUnit.MILLISECONDS.toNanos(100);

	private final Leases leases = new Leases(
			new LeaseSettings(Duration.ofSeconds(9), Duration.ofSeconds(3), Duration.ofMinutes(5), Duration.ZERO),
			GuardSettings.defaults(), 0);

	private final Set<InstanceKey> beating = new HashSet<>();

	private final List<InstanceKey> ranOut = new ArrayList<>();

	private final List<Long> ranOutAt = new ArrayList<>();

	private final List<InstanceKey> evicted = new ArrayList<>();

	private final List<Long> evictedAt = new ArrayList<>();

	private long now;

	@ParameterizedTest
	@CsvSource({ "1, 1", "2, 1", "3, 1", "4, 2", "5, 2", "6, 3", "9, 3", "20, 3", "27, 4", "100, 15" })
	void atMostHalfOfAServiceAndAShareOfTheRegistryIsLost(int instances, int lost) {
		begin(MOVIES, instances);
		advance(Duration.ofMinutes(4));
		assertThat(this.ranOut).hasSize(lost);
		GuardState state = state();
		assertThat(state.engaged()).isEqualTo(instances > lost);
		assertThat(state.instances()).isEqualTo(instances);
		assertThat(state.lost()).isEqualTo(lost);
		assertThat(state.held()).isEqualTo(instances - lost);
		assertThat(state.allowed()).isEqualTo(Math.max(3, instances * 15 / 100));
	}

	@Test
	void limitsCountOverServices() {
		for (int i = 0; i < 10; i++) {
			begin(new ServiceKey("default", "service-" + i), 1);
		}
		advance(Duration.ofMinutes(1));
		assertThat(this.ranOut).hasSize(3);
		assertThat(state().reason()).isEqualTo("more than 3 of all 10 instances would be lost without proof");
		assertThat(state().services()).isEmpty();
	}

	@Test
	void serviceAtItsLimitHoldsBackNoOther() {
		List<InstanceKey> movies = begin(MOVIES, 2);
		begin(new ServiceKey("default", "users"), 2);
		keepBeating(new ServiceKey("default", "users"), 2);
		advance(Duration.ofSeconds(20));
		assertThat(this.ranOut).hasSize(1);
		assertThat(state().services()).containsExactly(new GuardState.ServiceLimit(MOVIES, 2, 1, 1, 1));
		assertThat(state().reason())
			.isEqualTo("more than 1 of the 2 instances of %s would be lost without proof".formatted(MOVIES));
		this.beating.remove(key(new ServiceKey("default", "users"), 0));
		advance(Duration.ofSeconds(10));
		assertThat(this.ranOut).hasSize(2);
		assertThat(movies).contains(this.ranOut.get(0));
	}

	@Test
	void nothingIsEvictedForSilenceWhileEngaged() {
		begin(MOVIES, 4);
		advance(Duration.ofHours(2));
		assertThat(this.ranOut).hasSize(2);
		assertThat(this.evicted).isEmpty();
		assertThat(state().held()).isEqualTo(2);
	}

	@Test
	void lossCountsUntilTheInstanceReturns() {
		List<InstanceKey> movies = begin(MOVIES, 4);
		keepBeating(MOVIES, 4);
		this.beating.remove(movies.get(0));
		this.beating.remove(movies.get(1));
		advance(Duration.ofSeconds(20));
		assertThat(this.ranOut).containsExactlyInAnyOrder(movies.get(0), movies.get(1));
		this.beating.add(movies.get(0));
		this.beating.remove(movies.get(2));
		advance(Duration.ofSeconds(20));
		assertThat(this.ranOut).as("there was room again").hasSize(3).contains(movies.get(2));
		assertThat(state().engaged()).isFalse();
	}

	@Test
	void lossCountsUntilTheInstanceIsProvenDead() {
		List<InstanceKey> movies = begin(MOVIES, 6);
		keepBeating(MOVIES, 6);
		this.beating.removeAll(movies.subList(0, 3));
		advance(Duration.ofSeconds(20));
		assertThat(this.ranOut).hasSize(3);
		this.leases.died(movies.get(0), this.now);
		this.leases.died(movies.get(1), this.now);
		this.leases.died(movies.get(2), this.now);
		assertThat(state().lost()).isZero();
		this.beating.remove(movies.get(3));
		advance(Duration.ofSeconds(20));
		assertThat(this.ranOut).as("half of the three that are not dead").hasSize(4);
		this.beating.remove(movies.get(4));
		advance(Duration.ofSeconds(20));
		assertThat(this.ranOut).hasSize(4);
		assertThat(state().reason()).startsWith("more than 1 of the 3 instances");
		assertThat(state().instances()).as("those that the limit is a share of").isEqualTo(3);
		assertThat(state().services()).containsExactly(new GuardState.ServiceLimit(MOVIES, 3, 1, 1, 1));
	}

	@Test
	void reasonNamesAFewServicesAndCountsTheOthers() {
		for (int i = 0; i < 5; i++) {
			begin(new ServiceKey("default", "service-" + i), 2);
			begin(new ServiceKey("default", "other-" + i), 20);
			keepBeating(new ServiceKey("default", "other-" + i), 20);
		}
		advance(Duration.ofSeconds(20));
		assertThat(state().reasons()).containsExactly(GuardReason.SERVICE);
		assertThat(state().services()).hasSize(5);
		assertThat(state().reason()).contains("service-0", "service-2", "; and 2 more services")
			.doesNotContain("service-3");
	}

	@Test
	void lossCountsUntilTheInstanceIsEvicted() {
		List<InstanceKey> movies = begin(MOVIES, 5);
		keepBeating(MOVIES, 5);
		this.beating.remove(movies.get(0));
		this.beating.remove(movies.get(1));
		advance(Duration.ofSeconds(9 + 301));
		assertThat(this.evicted).containsExactlyInAnyOrder(movies.get(0), movies.get(1));
		this.beating.remove(movies.get(2));
		advance(Duration.ofSeconds(20));
		assertThat(this.ranOut).hasSize(3);
	}

	@Test
	void provenDeathsJoinsAndRemovalsAlwaysPass() {
		List<InstanceKey> movies = begin(MOVIES, 4);
		advance(Duration.ofSeconds(20));
		assertThat(state().held()).isEqualTo(2);
		InstanceKey held = movies.stream().filter((key) -> !this.ranOut.contains(key)).findFirst().orElseThrow();
		this.leases.died(held, this.now);
		assertThat(this.leases.phase(held)).isEqualTo(Phase.DEAD);
		assertThat(state().held()).isEqualTo(1);
		advance(Duration.ofSeconds(310));
		assertThat(this.evicted).as("dead, and so not evicted for silence").containsExactly(held);
		InstanceKey joined = key(MOVIES, 99);
		this.leases.renew(joined, this.now);
		assertThat(this.leases.phase(joined)).isEqualTo(Phase.ALIVE);
		movies.forEach(this.leases::remove);
		assertThat(state().instances()).isEqualTo(1);
	}

	@Test
	void heldInstanceThatBeatsIsAliveAtOnce() {
		List<InstanceKey> movies = begin(MOVIES, 2);
		advance(Duration.ofSeconds(20));
		InstanceKey held = movies.stream().filter((key) -> !this.ranOut.contains(key)).findFirst().orElseThrow();
		assertThat(this.leases.phase(held)).isEqualTo(Phase.HELD);
		assertThat(this.leases.over(held, this.now)).isTrue();
		this.leases.renew(held, this.now);
		assertThat(this.leases.phase(held)).isEqualTo(Phase.ALIVE);
		assertThat(state().held()).isZero();
	}

	@Test
	void releasesWhenEnoughHaveBeatenForOneTtl() {
		List<InstanceKey> movies = begin(MOVIES, 100);
		advance(Duration.ofSeconds(20));
		assertThat(state().held()).isEqualTo(85);
		this.beating.addAll(movies.subList(0, 84));
		advance(Duration.ofMinutes(1));
		assertThat(state().engaged()).isTrue();
		int lost = state().lost();
		this.beating.addAll(movies.subList(84, 85));
		advance(Duration.ofSeconds(8));
		assertThat(state().engaged()).isTrue();
		advance(Duration.ofSeconds(2));
		assertThat(state().engaged()).isFalse();
		assertThat(state().since()).isLessThan(Duration.ofSeconds(2));
		assertThat(state().lost()).isEqualTo(lost);
	}

	@Test
	void releasesWhenWhatItHoldsHasFittedTheLimitsForOneTtl() {
		List<InstanceKey> movies = begin(MOVIES, 4);
		advance(Duration.ofSeconds(20));
		InstanceKey lost = this.ranOut.get(0);
		InstanceKey held = movies.stream().filter((key) -> !this.ranOut.contains(key)).findFirst().orElseThrow();
		this.beating.add(lost);
		advance(Duration.ofSeconds(30));
		assertThat(state().engaged()).as("one lost and two held of four").isTrue();
		this.beating.add(held);
		advance(Duration.ofSeconds(8));
		assertThat(state().engaged()).isTrue();
		advance(Duration.ofSeconds(2));
		assertThat(state().engaged()).as("one lost and one held of four").isFalse();
		assertThat(this.ranOut).hasSize(2);
		advance(Duration.ofSeconds(18));
		assertThat(this.ranOut).as("the lease that was held has begun anew, and has run out again").hasSize(3);
	}

	@Test
	void heldLeasesRestartStaggered() {
		List<InstanceKey> movies = begin(MOVIES, 1000);
		advance(Duration.ofSeconds(20));
		assertThat(this.ranOut).hasSize(150);
		this.beating.addAll(movies.subList(0, 850));
		advance(Duration.ofMinutes(1));
		assertThat(state().engaged()).isFalse();
		int before = this.ranOut.size();
		advance(Duration.ofSeconds(30));
		List<Long> times = this.ranOutAt.subList(before, this.ranOutAt.size());
		long span = times.isEmpty() ? 0 : times.get(times.size() - 1) - times.get(0);
		assertThat(times.size()).isLessThanOrEqualTo(150);
		assertThat(mostAtOnce(times)).isLessThanOrEqualTo(5);
		assertThat(span).isLessThanOrEqualTo(Duration.ofSeconds(9).toNanos());
	}

	@Test
	void operatorsReleaseLetsTheSilentGoOneByOne() {
		begin(MOVIES, 100);
		advance(Duration.ofMinutes(10));
		assertThat(this.ranOut).hasSize(15);
		this.leases.release(this.now);
		assertThat(state().engaged()).isFalse();
		advance(Duration.ofMillis(8900));
		assertThat(this.ranOut).as("another TTL to come back").hasSize(15);
		assertThat(this.evicted).as("overdue evictions").hasSize(14);
		assertThat(mostAtOnce(this.evictedAt)).isEqualTo(1);
		advance(Duration.ofMillis(9200));
		assertThat(this.ranOut).hasSize(100);
		assertThat(mostAtOnce(this.ranOutAt.subList(15, 100))).isLessThanOrEqualTo(2);
		assertThat(state().engaged()).isFalse();
	}

	@Test
	void instanceThatReturnsAfterAnOperatorsReleaseIsGuardedAgain() {
		List<InstanceKey> movies = begin(MOVIES, 4);
		advance(Duration.ofMinutes(1));
		this.leases.release(this.now);
		this.beating.addAll(movies);
		advance(Duration.ofSeconds(30));
		this.beating.clear();
		this.ranOut.clear();
		advance(Duration.ofSeconds(30));
		assertThat(this.ranOut).hasSize(2);
	}

	@Test
	void engagesWhenHalfOfFourSessionsDropTogether() {
		List<InstanceKey> movies = begin(MOVIES, 8);
		keepBeating(MOVIES, 8);
		advance(Duration.ofSeconds(5));
		this.leases.sessionsDropped(1, 4, this.now);
		this.leases.sessionsDropped(2, 3, this.now);
		assertThat(state().engaged()).isFalse();
		this.leases.sessionsDropped(2, 4, this.now);
		assertThat(state().reason()).isEqualTo("2 of 4 sessions were lost together without proof");
		this.beating.removeAll(movies.subList(0, 6));
		movies.subList(0, 6).forEach(this.leases::suspect);
		advance(Duration.ofMinutes(1));
		assertThat(this.ranOut).isEmpty();
		assertThat(state().held()).isEqualTo(6);
		this.beating.addAll(movies);
		advance(Duration.ofSeconds(10));
		assertThat(state().engaged()).isFalse();
	}

	@Test
	void startHoldIsEngagedAndEndsByItself() {
		Leases fresh = new Leases(LeaseSettings.defaults(), GuardSettings.defaults(), 0);
		IntStream.range(0, 4).forEach((i) -> fresh.restore(key(MOVIES, i), Phase.ALIVE, 0));
		long beforeItsEnd = Duration.ofMillis(29_900).toNanos();
		for (long at = 0; at <= beforeItsEnd; at += TICK) {
			fresh.observe(at);
			assertThat(fresh.due(at, 100)).noneMatch((due) -> due.kind() != Due.Kind.SUSPECT);
		}
		fresh.sessionsDropped(4, 4, beforeItsEnd);
		fresh.release(beforeItsEnd);
		assertThat(fresh.guard(beforeItsEnd).engaged()).isTrue();
		assertThat(fresh.guard(beforeItsEnd).reason()).isEqualTo("the registry has just started");
		long end = Duration.ofSeconds(30).toNanos();
		fresh.observe(end);
		assertThat(fresh.guard(end).engaged()).isFalse();
		assertThat(fresh.due(end, 100)).extracting(Due::kind)
			.containsExactlyInAnyOrder(Due.Kind.RUN_OUT, Due.Kind.RUN_OUT, Due.Kind.HELD, Due.Kind.HELD);
		assertThat(fresh.guard(end).engaged()).as("the stock limits alone decide").isTrue();
	}

	@Test
	void restoredLossesCount() {
		Leases fresh = new Leases(LeaseSettings.defaults(), GuardSettings.defaults(), 0);
		fresh.restore(key(MOVIES, 0), Phase.LOST, 0);
		fresh.restore(key(MOVIES, 1), Phase.ALIVE, 0);
		fresh.restore(key(MOVIES, 2), Phase.ALIVE, 0);
		fresh.restore(key(MOVIES, 3), Phase.DEAD, 0);
		assertThat(fresh.guard(0).lost()).isEqualTo(1);
		long end = Duration.ofSeconds(30).toNanos();
		assertThat(fresh.due(end, 100)).extracting(Due::kind).containsExactly(Due.Kind.HELD, Due.Kind.HELD);
	}

	@Test
	void lossThatCouldNotBeStoredIsDueAgainAndCountsOnce() {
		begin(MOVIES, 2);
		this.now = Duration.ofSeconds(10).toNanos();
		List<Due> first = this.leases.due(this.now, 100);
		assertThat(first).extracting(Due::kind).containsExactlyInAnyOrder(Due.Kind.RUN_OUT, Due.Kind.HELD);
		assertThat(this.leases.due(this.now, 100))
			.containsExactlyElementsOf(first.stream().filter((due) -> due.kind() == Due.Kind.RUN_OUT).toList());
		assertThat(state().lost()).isEqualTo(1);
	}

	@Test
	void stallIsNoTimeInWhichAnybodyBeat() {
		List<InstanceKey> movies = begin(MOVIES, 4);
		advance(Duration.ofSeconds(20));
		this.beating.addAll(movies);
		advance(Duration.ofSeconds(4));
		this.now += Duration.ofSeconds(60).toNanos();
		advance(Duration.ofSeconds(2));
		assertThat(state().engaged()).isTrue();
		advance(Duration.ofSeconds(5));
		assertThat(state().engaged()).isFalse();
	}

	private List<InstanceKey> begin(ServiceKey service, int instances) {
		List<InstanceKey> keys = IntStream.range(0, instances).mapToObj((i) -> key(service, i)).toList();
		keys.forEach((key) -> this.leases.renew(key, this.now));
		return keys;
	}

	private void keepBeating(ServiceKey service, int instances) {
		IntStream.range(0, instances).forEach((i) -> this.beating.add(key(service, i)));
	}

	private void advance(Duration duration) {
		long until = this.now + duration.toNanos();
		while (this.now + TICK <= until) {
			this.now += TICK;
			this.leases.observe(this.now);
			this.beating.forEach((key) -> this.leases.renew(key, this.now));
			for (Due due : this.leases.due(this.now, 10_000)) {
				if (due.kind() == Due.Kind.RUN_OUT) {
					this.leases.ranOut(due.key(), this.now);
					this.ranOut.add(due.key());
					this.ranOutAt.add(this.now);
				}
				else if (due.kind() == Due.Kind.EVICT) {
					this.leases.remove(due.key());
					this.evicted.add(due.key());
					this.evictedAt.add(this.now);
				}
			}
			this.leases.reconsider(this.now);
		}
	}

	private GuardState state() {
		return this.leases.guard(this.now);
	}

	private static int mostAtOnce(List<Long> times) {
		return times.stream()
			.mapToInt((time) -> (int) times.stream().filter((other) -> other.equals(time)).count())
			.max()
			.orElse(0);
	}

	private static InstanceKey key(ServiceKey service, int number) {
		return new InstanceKey(service, "i" + number);
	}

}
