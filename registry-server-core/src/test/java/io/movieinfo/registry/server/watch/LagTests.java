package io.movieinfo.registry.server.watch;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LagTests {

	private final Lag lag = new Lag();

	@Test
	void isTheTimeSinceTheOldestChangeThatWasTold() {
		this.lag.behind(100);
		this.lag.behind(130);
		this.lag.told(8);
		assertThat(this.lag.acknowledged(8, 220)).isEqualTo(120);
	}

	@Test
	void isKnownOnceForEachChange() {
		this.lag.behind(100);
		this.lag.told(7);
		assertThat(this.lag.acknowledged(7, 110)).isEqualTo(10);
		assertThat(this.lag.acknowledged(8, 500)).isEqualTo(ServiceLog.NOTHING);
	}

	@Test
	void isNotKnownOfWhatAWatchBeginsWith() {
		this.lag.told(7);
		assertThat(this.lag.acknowledged(7, 110)).isEqualTo(ServiceLog.NOTHING);
	}

	@Test
	void isKnownWhenTheChangeIsAcknowledgedNotBefore() {
		this.lag.behind(100);
		this.lag.told(7);
		assertThat(this.lag.acknowledged(6, 150)).isEqualTo(ServiceLog.NOTHING);
		assertThat(this.lag.acknowledged(9, 160)).isEqualTo(60);
	}

	@Test
	void isThatOfTheOldestOfSeveralChangesOnTheirWay() {
		this.lag.behind(100);
		this.lag.told(7);
		this.lag.behind(110);
		this.lag.told(8);
		assertThat(this.lag.acknowledged(7, 150)).isEqualTo(50);
		assertThat(this.lag.acknowledged(8, 151)).isEqualTo(ServiceLog.NOTHING);
		this.lag.behind(200);
		this.lag.told(9);
		assertThat(this.lag.acknowledged(9, 205)).isEqualTo(5);
	}

}
