package io.movieinfo.sample.demo;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.ServiceInstance;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RegistryViewTests {

	private static final InstanceContent MOVIE = InstanceContent.builder("movie-service")
		.address("127.0.0.1")
		.port(9002)
		.build();

	@Test
	void saysForWhatCauseAnInstanceIsOut() {
		assertThat(RegistryView.why(new ServiceInstance(MOVIE, Health.UNHEALTHY, Cause.CONNECTION_REFUSED, false, 1)))
			.isEqualTo("unhealthy, cause connection-refused");
	}

}
