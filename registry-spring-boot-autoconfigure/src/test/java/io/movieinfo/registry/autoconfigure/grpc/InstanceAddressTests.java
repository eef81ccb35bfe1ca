package io.movieinfo.registry.autoconfigure.grpc;

import java.util.Map;

import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.ServiceInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class InstanceAddressTests {

	@ParameterizedTest
	@CsvSource({ "9090, 9090", "0, 8080", "-1, 8080", "65536, 8080", "grpc, 8080" })
	void portIsTheNamedOneElseItsOwn(String named, int expected) {
		assertThat(InstanceAddress.of(instance("10.0.0.5", Map.of("registry.grpc-port", named))).port())
			.isEqualTo(expected);
		assertThat(InstanceAddress.of(instance("10.0.0.5", Map.of())).port()).isEqualTo(8080);
	}

	@Test
	void authorityIsWhatAUrlWouldSay() {
		assertThat(InstanceAddress.of(instance("10.0.0.5", Map.of())).authority()).isEqualTo("10.0.0.5:8080");
		assertThat(InstanceAddress.of(instance("::1", Map.of())).authority()).isEqualTo("[::1]:8080");
	}

	private static ServiceInstance instance(String address, Map<String, String> meta) {
		return new ServiceInstance(
				InstanceContent.builder("user-service").address(address).port(8080).meta(meta).build(), Health.HEALTHY,
				null, false, 1);
	}

}
