package io.movieinfo.registry.balancer;

import java.util.Collections;
import java.util.List;

import io.movieinfo.registry.balancer.NoInstanceException.Reason;
import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.ServiceInstance;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class NoInstanceExceptionTests {

	@Test
	void unknownServiceIsNamedWithItsNamespace() {
		assertThat(NoInstanceException.serviceUnknown(Instances.SERVICE))
			.hasMessageContaining("'movie-service' in namespace 'default'")
			.extracting(NoInstanceException::reason)
			.isEqualTo(Reason.SERVICE_UNKNOWN);
	}

	@Test
	void everyInstanceSaysWhyItIsNotRoutable() {
		assertThat(NoInstanceException.noneRoutable(Instances.SERVICE,
				List.of(instance(1, Health.UNHEALTHY, Cause.CONNECTION_REFUSED, false),
						instance(2, Health.HEALTHY, null, true), instance(3, Health.UNKNOWN, null, false),
						new ServiceInstance(Instances.content(4).enabled(false).build(), Health.HEALTHY, null, false,
								4))))
			.hasMessage("Service 'movie-service' has no routable instance, of 4 registered: "
					+ "movie-1 is unhealthy (connection-refused), movie-2 is draining, "
					+ "movie-3 is not evaluated yet, movie-4 is disabled")
			.extracting(NoInstanceException::reason)
			.isEqualTo(Reason.NONE_ROUTABLE);
	}

	@Test
	void serviceWithoutInstancesIsToldApart() {
		assertThat(NoInstanceException.noneRoutable(Instances.SERVICE, List.of()))
			.hasMessageContaining("no instance of it is registered");
	}

	@Test
	void messageIsBounded() {
		ServiceInstance longId = new ServiceInstance(Instances.content(1).id("x".repeat(256)).build(), Health.UNHEALTHY,
				Cause.LEASE, false, 1);
		assertThat(NoInstanceException.noneRoutable(Instances.SERVICE, Collections.nCopies(10_000, longId))).message()
			.hasSizeLessThan(1000)
			.endsWith("and 9995 more");
		assertThat(NoInstanceException.registryUnreachable(Instances.SERVICE, "y".repeat(10_000))).message()
			.hasSizeLessThan(1000);
	}

	@Test
	void unknownStrategyNamesTheKnownOnes() {
		assertThatExceptionOfType(InvalidFieldException.class).isThrownBy(() -> BalancingStrategy.named("fastest"))
			.withMessage("strategy is 'fastest', expected one of 'adaptive', 'least-requests', "
					+ "'round-robin', 'random', 'weighted-round-robin', 'weighted-random', 'consistent-hash'");
	}

	private static ServiceInstance instance(int number, Health health, @Nullable Cause cause, boolean draining) {
		return new ServiceInstance(Instances.content(number).build(), health, cause, draining, number);
	}

}
