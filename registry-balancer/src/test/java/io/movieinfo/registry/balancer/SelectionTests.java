package io.movieinfo.registry.balancer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.ServiceInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Which instances are picked, and how often: slow start, panic, zones and subsets.
 */
class SelectionTests {

	private static final BalancingRules ZONE_A = BalancingRules.DEFAULT.withZone("a");

	@Test
	void newcomerRampsFromATenthToAllOfItsShareWithinTwentySeconds() {
		Caller caller = caller(BalancingRules.DEFAULT).lists(Instances.healthyUpTo(3)).lists(Instances.healthyUpTo(4));
		assertThat(weightOf(caller, 4)).isCloseTo(10, within(0.1));
		assertThat(caller.endpoints.isWarmingUp()).isTrue();
		caller.refreshFor(Duration.ofSeconds(10));
		assertThat(weightOf(caller, 4)).isCloseTo(55, within(0.1));
		caller.refreshFor(Duration.ofSeconds(10));
		assertThat(weightOf(caller, 4)).isEqualTo(100);
		assertThat(caller.endpoints.isWarmingUp()).isFalse();
	}

	@ParameterizedTest
	@MethodSource("io.movieinfo.registry.balancer.BalancingStrategy#names")
	void newcomerGetsLessWithEveryStrategy(String strategy) {
		Caller caller = new Caller(strategy, BalancingRules.DEFAULT).lists(Instances.healthyUpTo(4))
			.lists(Instances.healthyUpTo(5));
		// a fortieth is its share; adaptive may draw it first and second
		assertThat(caller.callsMany(4_100).get("movie-5")).isBetween(50, 250);
	}

	@Test
	void whatIsThereAtTheBeginningDoesNotRamp() {
		assertThat(caller(BalancingRules.DEFAULT).lists(Instances.healthyUpTo(3)).endpoints.isWarmingUp()).isFalse();
	}

	@Test
	void newcomersThatAreMoreThanHalfDoNotRamp() {
		Caller caller = caller(BalancingRules.DEFAULT).lists(Instances.healthyUpTo(2));
		assertThat(caller.lists(Instances.healthyUpTo(5)).endpoints.isWarmingUp()).isFalse();
		assertThat(caller.lists(Instances.healthyUpTo(10)).endpoints.isWarmingUp()).isTrue();
	}

	@Test
	void rampBeginsWhenTheNewcomerIsReady() {
		Caller caller = caller(BalancingRules.DEFAULT).lists(Instances.healthyUpTo(2))
			.lists(Instances.healthy(1), Instances.healthy(2), Instances.ill(3, Cause.NOT_READY));
		caller.ticker.advance(Duration.ofMinutes(1));
		caller.lists(Instances.healthyUpTo(3));
		assertThat(weightOf(caller, 3)).isCloseTo(10, within(0.1));
	}

	@Test
	void oneThatWasIllDoesNotRampAgain() {
		Caller caller = caller(BalancingRules.DEFAULT).lists(Instances.healthyUpTo(3))
			.lists(Instances.healthy(1), Instances.healthy(2), Instances.ill(3, Cause.REPORTED))
			.lists(Instances.healthyUpTo(3));
		assertThat(weightOf(caller, 3)).isEqualTo(100);
	}

	@ParameterizedTest
	@EnumSource(names = "CONNECTION_REFUSED", mode = EnumSource.Mode.EXCLUDE)
	void illOnesAreUsedWhenLessThanHalfAreHealthy(Cause cause) {
		Caller caller = caller(BalancingRules.DEFAULT);
		caller.lists(Instances.healthy(1), Instances.healthy(2), Instances.ill(3, cause), Instances.ill(4, cause));
		assertThat(caller.callsMany(100)).hasSize(2);
		caller.lists(Instances.healthy(1), Instances.ill(2, cause), Instances.ill(3, cause), Instances.ill(4, cause));
		assertThat(caller.callsMany(100)).hasSize(4);
		caller.lists(Instances.ill(1, cause), Instances.ill(2, cause));
		assertThat(caller.callsMany(100)).hasSize(2);
		caller.lists(Instances.healthyUpTo(2));
		assertThat(caller.callsMany(100)).hasSize(2);
	}

	@Test
	void deadDisabledAndDrainingOnesAreNeverUsed() {
		Caller caller = caller(BalancingRules.DEFAULT).lists(Instances.healthy(1),
				Instances.ill(2, Cause.CONNECTION_REFUSED), Instances.ill(3, Cause.CONNECTION_REFUSED),
				new ServiceInstance(Instances.content(4).enabled(false).build(), Health.UNHEALTHY, Cause.REPORTED,
						false, 4),
				new ServiceInstance(Instances.content(5).build(), Health.UNHEALTHY, Cause.REPORTED, true, 5));
		assertThat(caller.callsMany(100)).containsOnlyKeys("movie-1");
	}

	@Test
	void startingOnesAreNeitherCountedNorUsed() {
		Caller caller = caller(BalancingRules.DEFAULT).lists(Instances.healthyUpTo(1))
			.lists(Instances.healthy(1), Instances.ill(2, Cause.NOT_READY), Instances.ill(3, Cause.REPORTED),
					new ServiceInstance(Instances.content(4).build(), Health.UNKNOWN, null, false, 4));
		assertThat(caller.callsMany(100)).containsOnlyKeys("movie-1");
	}

	@Test
	void ownZoneComesFirst() {
		Caller caller = caller(ZONE_A).lists(zones(3, 7));
		assertThat(caller.callsMany(1000)).containsOnlyKeys("movie-1", "movie-2", "movie-3");
	}

	@Test
	void othersAreTriedWhenNoneIsLeftInTheOwnZone() {
		Caller caller = caller(ZONE_A).lists(zones(1, 1));
		Endpoint first = caller.pick();
		assertThat(first.instance().zone()).isEqualTo("a");
		assertThat(caller.pick(PickContext.excluding(List.of(first))).instance().zone()).isEqualTo("b");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { BalancingStrategy.ROUND_ROBIN, BalancingStrategy.RANDOM, BalancingStrategy.WEIGHTED_ROUND_ROBIN,
					BalancingStrategy.WEIGHTED_RANDOM, BalancingStrategy.LEAST_REQUESTS })
	void spillsToOtherZonesInProportionToWhatIsLacking(String strategy) {
		for (int ill = 0; ill <= 6; ill++) {
			List<ServiceInstance> instances = new ArrayList<>(zones(6, 10));
			for (int i = 1; i <= ill; i++) {
				instances.set(i - 1, new ServiceInstance(Instances.content(i).zone("a").build(), Health.UNHEALTHY,
						Cause.CONNECTION_REFUSED, false, i));
			}
			Caller caller = new Caller(strategy, ZONE_A).lists(instances.toArray(ServiceInstance[]::new));
			double spilled = caller.callsMany(10_000)
				.entrySet()
				.stream()
				.filter((calls) -> Integer.parseInt(calls.getKey().substring(6)) > 6)
				.mapToInt(Map.Entry::getValue)
				.sum() / 10_000.0;
			assertThat(spilled).as("%d of 6 ill", ill).isCloseTo(Math.max(0, 1 - 1.4 * (6 - ill) / 6), within(0.02));
		}
	}

	@Test
	void illOnesOfTheOwnZoneKeepNothingFromHealthyOnesElsewhere() {
		List<ServiceInstance> instances = new ArrayList<>(zones(3, 2));
		for (int i = 1; i <= 3; i++) {
			instances.set(i - 1, new ServiceInstance(Instances.content(i).zone("a").build(), Health.UNHEALTHY,
					Cause.REPORTED, false, i));
		}
		Caller caller = caller(ZONE_A).lists(instances.toArray(ServiceInstance[]::new));
		assertThat(caller.callsMany(1000)).containsKeys("movie-4", "movie-5");
	}

	@Test
	void zoneWithoutInstancesDoesNotMatter() {
		BalancingRules elsewhere = BalancingRules.DEFAULT.withZone("c");
		assertThat(caller(elsewhere).lists(zones(2, 2)).callsMany(1000)).hasSize(4);
	}

	@Test
	void onlyThoseWithAllTagsAndMetaAreUsed() {
		BalancingRules rules = BalancingRules.DEFAULT.withSubset(List.of("blue", "fast"), Map.of("version", "2"));
		Caller caller = caller(rules).lists(
				new ServiceInstance(
						Instances.content(1).tags("fast", "blue", "new").meta(Map.of("version", "2")).build(),
						Health.HEALTHY, null, false, 1),
				new ServiceInstance(Instances.content(2).tags("blue").meta(Map.of("version", "2")).build(),
						Health.HEALTHY, null, false, 2),
				new ServiceInstance(Instances.content(3).tags("blue", "fast").meta(Map.of("version", "1")).build(),
						Health.HEALTHY, null, false, 3));
		assertThat(caller.callsMany(100)).containsOnlyKeys("movie-1");
		caller.lists(Instances.healthyUpTo(3));
		assertThat(caller.endpoints.pick(PickContext.NONE)).isNull();
		assertThat(NoInstanceException.nonePickable(caller.endpoints.explain(Instances.SERVICE)))
			.hasMessageContaining("movie-1 is without tags [blue, fast] and meta {version=2}");
	}

	private static Caller caller(BalancingRules rules) {
		return new Caller(BalancingStrategy.WEIGHTED_ROUND_ROBIN, rules);
	}

	private static double weightOf(Caller caller, int number) {
		EndpointSet set = caller.endpoints.current();
		return set.weight(set.endpoints().indexOf(caller.endpoint(number)));
	}

	private static List<ServiceInstance> zones(int inA, int inB) {
		List<ServiceInstance> instances = new ArrayList<>();
		for (int i = 1; i <= inA + inB; i++) {
			instances.add(Instances.inZone(i, (i <= inA) ? "a" : "b"));
		}
		return instances;
	}

}
