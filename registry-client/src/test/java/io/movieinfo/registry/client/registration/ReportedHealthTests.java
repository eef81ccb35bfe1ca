package io.movieinfo.registry.client.registration;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.ClientMessage.HealthReport;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.ServiceKey;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReportedHealthTests {

	private final ReportedHealth health = new ReportedHealth(
			new InstanceKey(new ServiceKey("default", "movie-service"), "movie-1"));

	@Test
	void healthyInstanceSaysSoOnce() {
		this.health.evaluated(HealthStatus.healthy());
		this.health.tell();
		assertThat(this.health.news()).isNull();
	}

	@Test
	void illInstanceSaysSoWithEveryHeartbeat() {
		this.health.evaluated(HealthStatus.unhealthy("no disk"));
		this.health.tell();
		HealthReport expected = new HealthReport("default", "movie-service", "movie-1", Health.UNHEALTHY,
				Cause.REPORTED);
		assertThat(this.health.news()).isEqualTo(expected);
		assertThat(this.health.news()).isEqualTo(expected);
	}

	@Test
	void recoveredInstanceSaysSoOnce() {
		this.health.evaluated(HealthStatus.notReady(null));
		this.health.tell();
		this.health.evaluated(HealthStatus.healthy());
		assertThat(this.health.news()).extracting(HealthReport::health).isEqualTo(Health.HEALTHY);
		assertThat(this.health.news()).isNull();
	}

	@Test
	void nothingIsSaidBeforeTheInstanceIsRegistered() {
		this.health.evaluated(HealthStatus.unhealthy("no disk"));
		assertThat(this.health.news()).isNull();
	}

}
