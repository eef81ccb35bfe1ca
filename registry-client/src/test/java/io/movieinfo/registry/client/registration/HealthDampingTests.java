package io.movieinfo.registry.client.registration;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InvalidFieldException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class HealthDampingTests {

	private static final HealthStatus GOOD = HealthStatus.healthy();

	private static final HealthStatus ILL = HealthStatus.unhealthy("ill");

	private static final HealthStatus NOT_READY = HealthStatus.notReady("busy");

	private final HealthDamping damping = new HealthDamping();

	@Test
	void firstResultCountsAtOnce() {
		assertThat(this.damping.next(GOOD)).isEqualTo(GOOD);
		assertThat(new HealthDamping().next(ILL)).isEqualTo(ILL);
	}

	@Test
	void badCountsAtOnceAndGoodAfterTwoInARow() {
		this.damping.next(GOOD);
		assertThat(this.damping.next(ILL)).isEqualTo(ILL);
		assertThat(this.damping.next(GOOD)).isEqualTo(ILL);
		assertThat(this.damping.next(ILL)).isEqualTo(ILL);
		assertThat(this.damping.next(GOOD)).isEqualTo(ILL);
		assertThat(this.damping.next(GOOD)).isEqualTo(GOOD);
	}

	@Test
	void readyAgainCountsAtOnce() {
		this.damping.next(GOOD);
		assertThat(this.damping.next(NOT_READY)).isEqualTo(NOT_READY);
		assertThat(this.damping.next(GOOD)).isEqualTo(GOOD);
	}

	@Test
	void readyAgainIsAsIllAsBefore() {
		this.damping.next(ILL);
		this.damping.next(NOT_READY);
		assertThat(this.damping.next(GOOD)).isEqualTo(ILL);
		assertThat(this.damping.next(GOOD)).isEqualTo(GOOD);
	}

	@Test
	void oneCauseReplacesTheOtherAtOnce() {
		this.damping.next(ILL);
		assertThat(this.damping.next(NOT_READY)).isEqualTo(NOT_READY);
		assertThat(this.damping.next(ILL)).isEqualTo(ILL);
	}

	@Test
	void onlyReportableCausesOfUnhealthyInstancesAreAccepted() {
		assertThat(new HealthStatus(Health.UNHEALTHY, null, null).cause()).isEqualTo(Cause.REPORTED);
		assertThatExceptionOfType(InvalidFieldException.class)
			.isThrownBy(() -> new HealthStatus(Health.HEALTHY, Cause.REPORTED, null));
		assertThatExceptionOfType(InvalidFieldException.class)
			.isThrownBy(() -> new HealthStatus(Health.UNHEALTHY, Cause.LEASE, null))
			.withMessageContaining("lease");
	}

}
