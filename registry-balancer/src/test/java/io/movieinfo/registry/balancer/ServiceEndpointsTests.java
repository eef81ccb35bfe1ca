package io.movieinfo.registry.balancer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.ServiceInstance;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ServiceEndpointsTests {

	private final List<String> completed = new ArrayList<>();

	private Runnable whilePicking = () -> {
	};

	private final ServiceEndpoints endpoints = new ServiceEndpoints(new Recording());

	@Test
	void beginsWithoutEndpoints() {
		assertThat(this.endpoints.current()).isSameAs(EndpointSet.EMPTY);
		assertThat(this.endpoints.pick(PickContext.NONE)).isNull();
	}

	@Test
	void updateKeepsEndpointsOfTheSameStart() {
		this.endpoints.update(Instances.healthyUpTo(3));
		List<Endpoint> before = this.endpoints.current().endpoints();
		ServiceInstance heavier = new ServiceInstance(Instances.content(2).weight(300).build(), Health.HEALTHY, null,
				false, 2);
		ServiceInstance restarted = new ServiceInstance(Instances.content(3).build(), Health.HEALTHY, null, false, 9);
		this.endpoints.update(List.of(Instances.healthy(1), heavier, restarted));
		List<Endpoint> after = this.endpoints.current().endpoints();
		assertThat(after.get(0)).isSameAs(before.get(0));
		assertThat(after.get(1)).isSameAs(before.get(1));
		assertThat(after.get(1).instance()).isEqualTo(heavier);
		assertThat(after.get(2)).isNotSameAs(before.get(2));
		assertThat(before.get(2).instance().incarnation()).isEqualTo(3);
		assertThat(this.endpoints.current().revision()).isEqualTo(2);
	}

	@Test
	void endpointThatCannotBePickedForAWhileIsTheSameAfterwards() {
		this.endpoints.update(Instances.healthyUpTo(1));
		Endpoint before = this.endpoints.current().get(0);
		this.endpoints.update(List.of(Instances.ill(1, Cause.CONNECTION_REFUSED)));
		assertThat(this.endpoints.current().size()).isZero();
		assertThat(this.endpoints.pick(PickContext.NONE)).isNull();
		this.endpoints.update(Instances.healthyUpTo(1));
		assertThat(this.endpoints.current().get(0)).isSameAs(before);
	}

	@Test
	void requestsAreInFlightFromPickToCompletionAcrossUpdates() {
		this.endpoints.update(Instances.healthyUpTo(1));
		Endpoint endpoint = this.endpoints.pick(PickContext.NONE);
		assertThat(endpoint).isNotNull();
		if (endpoint != null) {
			assertThat(endpoint.inFlight()).isEqualTo(1);
			this.endpoints.update(Instances.healthyUpTo(2));
			assertThat(this.endpoints.current().get(0).inFlight()).isEqualTo(1);
			this.endpoints.completed(endpoint, Outcome.CANCELLED, 1);
			assertThat(endpoint.inFlight()).isZero();
		}
	}

	@Test
	void drainingInstanceIsAskedAboutUntilItsRequestsAreOverOrHaveHadTheirTime() {
		FakeTicker ticker = new FakeTicker();
		ServiceEndpoints endpoints = new ServiceEndpoints(new Recording(), BalancingRules.PLAIN, ticker);
		Duration limit = Duration.ofSeconds(1);
		endpoints.update(Instances.healthyUpTo(2));
		Endpoint first = endpoints.pick(PickContext.NONE);
		assertThat(endpoints.hasRequestsToDrain(limit)).as("nothing drains").isFalse();
		endpoints.update(List.of(Instances.draining(1), Instances.healthy(2)));
		assertThat(endpoints.hasRequestsToDrain(limit)).isTrue();
		ticker.advance(limit.minusNanos(1));
		endpoints.update(List.of(Instances.draining(1), Instances.draining(2)));
		assertThat(endpoints.hasRequestsToDrain(limit)).isTrue();
		ticker.advance(Duration.ofNanos(1));
		assertThat(endpoints.hasRequestsToDrain(limit)).as("the first one has had its time").isFalse();
		assertThat(endpoints.hasRequestsToDrain(limit.plusNanos(1))).isTrue();
		endpoints.completed(Objects.requireNonNull(first), Outcome.SUCCESS, 1);
		assertThat(endpoints.hasRequestsToDrain(limit.plusNanos(1))).isFalse();
	}

	@Test
	void instanceThatBeginsToDrainWhileItIsPickedIsNotPicked() {
		this.endpoints.update(Instances.healthyUpTo(2));
		Endpoint first = this.endpoints.current().get(0);
		Endpoint second = this.endpoints.current().get(1);
		this.whilePicking = () -> {
			this.whilePicking = () -> {
			};
			this.endpoints.update(List.of(Instances.draining(1), Instances.healthy(2)));
			assertThat(this.endpoints.hasRequestsToDrain(Duration.ofSeconds(1))).as("not in flight yet").isFalse();
		};
		assertThat(this.endpoints.pick(PickContext.NONE)).isSameAs(second);
		assertThat(first.inFlight()).isZero();
		assertThat(second.inFlight()).isOne();
		assertThat(this.completed).containsExactly("movie-service/movie-1 CANCELLED 0");
	}

	@Test
	void outcomesReachThePicker() {
		this.endpoints.update(Instances.healthyUpTo(1));
		Endpoint endpoint = this.endpoints.current().get(0);
		this.endpoints.completed(endpoint, Outcome.FAILURE, 17);
		assertThat(this.completed).containsExactly("movie-service/movie-1 FAILURE 17");
	}

	private final class Recording implements BalancingStrategy {

		@Override
		public String name() {
			return "recording";
		}

		@Override
		public Picker picker(EndpointSet set) {
			return new Picker() {

				@Override
				public @Nullable Endpoint pick(PickContext context) {
					ServiceEndpointsTests.this.whilePicking.run();
					return (set.size() > 0) ? set.get(0) : null;
				}

				@Override
				public void completed(Endpoint endpoint, Outcome outcome, long durationNanos) {
					ServiceEndpointsTests.this.completed.add(endpoint + " " + outcome + " " + durationNanos);
				}

			};
		}

	}

}
