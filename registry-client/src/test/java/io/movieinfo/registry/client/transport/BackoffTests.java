package io.movieinfo.registry.client.transport;

import java.net.URI;
import java.time.Duration;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BackoffTests {

	private final Backoff backoff = new Backoff(SessionSettings.FIRST_PAUSE, SessionSettings.LONGEST_PAUSE,
			new Random(7));

	@Test
	void doublesUpToTheLongestPauseLessAtMostHalf() {
		long full = 100;
		for (int i = 0; i < 20; i++) {
			assertThat(this.backoff.next()).isBetween(Duration.ofMillis(full / 2), Duration.ofMillis(full));
			full = Math.min(5000, full * 2);
		}
	}

	@Test
	void beginsAnewAfterReset() {
		this.backoff.next();
		this.backoff.next();
		this.backoff.reset();
		assertThat(this.backoff.next()).isLessThanOrEqualTo(Duration.ofMillis(100));
	}

	@Test
	void sessionsAreAWebSocketOfTheSameHostAndSecurity() {
		assertThat(HttpConnector.sessionUri(URI.create("HTTPS://registry:8761/")))
			.isEqualTo(URI.create("wss://registry:8761/v1/session"));
		assertThat(HttpConnector.sessionUri(URI.create("http://[::1]:8761")))
			.isEqualTo(URI.create("ws://[::1]:8761/v1/session"));
		assertThat(HttpConnector.sessionUri(URI.create("ws://registry")))
			.isEqualTo(URI.create("ws://registry/v1/session"));
	}

}
