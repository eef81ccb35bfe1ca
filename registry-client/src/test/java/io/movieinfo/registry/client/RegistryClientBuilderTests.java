package io.movieinfo.registry.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import io.movieinfo.registry.protocol.InvalidFieldException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class RegistryClientBuilderTests {

	@ParameterizedTest
	@ValueSource(
			strings = { "localhost:8761", "localhost", "/path", "ftp://localhost:21", "http://localhost:8761/eureka",
					"http://localhost:8761?a=b", "http://localhost:8761#a", "http://user:secret@localhost:8761",
					"http:///path", "http://localhost:0", "http://localhost:70000", "http://my_registry:8761" })
	void wrongServerUrlIsRefused(String url) {
		assertThatExceptionOfType(InvalidFieldException.class)
			.isThrownBy(
					() -> RegistryClient.builder().serverUrls(List.of(URI.create("http://good:1"), URI.create(url))))
			.satisfies((ex) -> assertThat(ex.field()).isEqualTo("server-urls"))
			.withMessageContaining("'" + url + "'")
			.withMessageContaining("http://host:port");
	}

	@Test
	void noServerUrlIsRefused() {
		assertThatExceptionOfType(InvalidFieldException.class)
			.isThrownBy(() -> RegistryClient.builder().serverUrls(List.of()))
			.withMessageContaining("server-urls")
			.withMessageContaining("http://localhost:8761");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://localhost:8761", "HTTPS://registry", "ws://[::1]:8761/", "wss://10.0.0.1" })
	void goodServerUrlIsAccepted(String url) {
		assertThatNoException()
			.isThrownBy(() -> RegistryClient.builder().serverUrls(List.of(URI.create(url))).build().close());
	}

	@Test
	void wrongDurationsAreRefused() {
		RegistryClient.Builder builder = RegistryClient.builder();
		assertThatExceptionOfType(InvalidFieldException.class)
			.isThrownBy(() -> builder.initialWait(Duration.ofMillis(-1)))
			.withMessageContaining("initial-wait");
		assertThatExceptionOfType(InvalidFieldException.class).isThrownBy(() -> builder.connectTimeout(Duration.ZERO))
			.withMessageContaining("connect-timeout");
		assertThatExceptionOfType(InvalidFieldException.class).isThrownBy(() -> builder.healthInterval(Duration.ZERO))
			.withMessageContaining("health.interval");
		assertThatExceptionOfType(InvalidFieldException.class).isThrownBy(() -> builder.healthTimeout(Duration.ZERO))
			.withMessageContaining("health.timeout");
	}

	@Test
	void wrongNamespaceIsRefused() {
		assertThatExceptionOfType(InvalidFieldException.class)
			.isThrownBy(() -> RegistryClient.builder().namespace("no_good"))
			.withMessageContaining("no_good");
	}

}
