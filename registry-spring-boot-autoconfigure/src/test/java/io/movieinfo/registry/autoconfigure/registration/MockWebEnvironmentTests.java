package io.movieinfo.registry.autoconfigure.registration;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A test of a web application without a server, and without any setting: no name, no
 * registry.
 */
@SpringBootTest
class MockWebEnvironmentTests {

	@Autowired
	private FakeRegistrar registrar;

	@Test
	void registersNothingAndDoesNotFail() {
		assertThat(this.registrar.registrations).isEmpty();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		FakeRegistrar registrar() {
			return new FakeRegistrar();
		}

	}

}
