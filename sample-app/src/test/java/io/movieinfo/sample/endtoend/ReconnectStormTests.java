package io.movieinfo.sample.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many clients lose their server together, and come back to it together.
 * {@link ReconnectStorm} measures the same with a thousand of them.
 */
class ReconnectStormTests {

	private static final int CLIENTS = 200;

	private static final int SERVICES = 4;

	private static final int FIRST_PAUSE_MILLIS = 100;

	private static final int LONGEST_PAUSE_MILLIS = 5000;

	private final ConnectionAttempts attempts = new ConnectionAttempts();

	private final ServerProcess server;

	private ClientCrowd crowd;

	ReconnectStormTests(@TempDir Path directory) {
		this.server = new ServerProcess(directory, "-Xmx256m", "-XX:TieredStopAtLevel=1");
	}

	@BeforeEach
	void startEverything() throws IOException {
		this.server.start();
		this.crowd = ClientCrowd.start(this.server.url(), CLIENTS, SERVICES);
		awaitEverybody();
		this.attempts.reset();
	}

	@AfterEach
	void stopEverything() throws IOException {
		if (this.crowd != null) {
			this.crowd.close();
		}
		this.server.close();
		this.attempts.close();
	}

	@Test
	void everybodyComesBackToAServerThatHasLostItsData() throws IOException {
		long begun = System.nanoTime();
		this.server.kill();
		this.server.deleteData();
		this.server.start();
		awaitEverybody();
		Duration away = Duration.ofNanos(System.nanoTime() - begun);
		assertThat(this.attempts.most()).as("attempts of one client in %s", away)
			.isLessThanOrEqualTo(mostAttempts(away));
		assertThat(Files.readString(this.server.log())).doesNotContain(" ERROR ", "OutOfMemory");
	}

	@Test
	void everybodyComesBackToAServerThatWasStopped() throws IOException {
		long begun = System.nanoTime();
		this.server.stop();
		this.server.start();
		awaitEverybody();
		Duration away = Duration.ofNanos(System.nanoTime() - begun);
		assertThat(this.attempts.most()).as("attempts of one client in %s", away)
			.isLessThanOrEqualTo(mostAttempts(away));
		assertThat(Files.readString(this.server.log())).doesNotContain(" ERROR ", "OutOfMemory");
	}

	private void awaitEverybody() {
		Awaitility.await().atMost(Duration.ofMinutes(3)).until(this.crowd::complete);
	}

	/**
	 * How often one client may try in a time if its pauses double from the first to the
	 * longest and chance makes each as short as can be; once more, because a session that
	 * came too early begins a new series.
	 */
	private static int mostAttempts(Duration time) {
		int attempts = 1;
		long pause = FIRST_PAUSE_MILLIS;
		for (long at = pause / 2; at <= time.toMillis(); at += pause / 2) {
			attempts++;
			pause = Math.min(LONGEST_PAUSE_MILLIS, 2 * pause);
		}
		return 2 * attempts;
	}

}
