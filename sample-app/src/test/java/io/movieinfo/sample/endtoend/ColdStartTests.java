package io.movieinfo.sample.endtoend;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

import io.movieinfo.registry.client.discovery.ServiceSnapshot.Source;
import io.movieinfo.registry.protocol.ServiceKey;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A consumer starts while there is no registry server.
 */
class ColdStartTests {

	private static final ServiceKey SERVICE = new ServiceKey("default", "movie-service");

	/** The thread of a client that writes its lists to disk. */
	private static final String WRITER = "registry-client-disk";

	private final Path cache;

	private final ServerProcess server;

	ColdStartTests(@TempDir Path directory) {
		this.cache = directory.resolve("cache");
		this.server = new ServerProcess(directory);
	}

	@AfterEach
	void stopServer() {
		this.server.close();
	}

	@Test
	void callsFromTheFirstOneOnGoToTheLastKnownInstances() throws Exception {
		this.server.start();
		try (Provider one = start("movie-1"); Provider two = start("movie-2")) {
			await().until(() -> one.registered() && two.registered());
			try (Consumer consumer = Consumer.start(this.server.url(), SERVICE.name(), this.cache)) {
				ListWatcher watcher = new ListWatcher(consumer.client(), SERVICE);
				await().until(() -> watcher.size() == 2 && watcher.now().complete());
			}
			// a slow disk outlasts the client
			await().until(ColdStartTests::nobodyWritesLists);
			this.server.kill();
			try (Consumer consumer = Consumer.start(this.server.url(), SERVICE.name(), this.cache)) {
				ListWatcher watcher = new ListWatcher(consumer.client(), SERVICE);
				await().until(() -> consumer.calls() + consumer.failures().size() >= 100);
				assertThat(consumer.failures()).isEmpty();
				assertThat(watcher.size()).isEqualTo(2);
				assertThat(watcher.now().source()).isEqualTo(Source.DISK);
				int mark = watcher.mark();
				this.server.start();
				await().until(() -> watcher.now().source() == Source.REGISTRY && watcher.now().complete());
				int calls = consumer.calls();
				await().until(() -> consumer.calls() >= calls + 100);
				watcher.assertNeverShorterSince(mark, 2);
				assertThat(consumer.failures()).isEmpty();
			}
		}
	}

	private Provider start(String id) throws IOException {
		return Provider.start(this.server.url(), SERVICE.namespace(), SERVICE.name(), id);
	}

	private static boolean nobodyWritesLists() {
		return Thread.getAllStackTraces().keySet().stream().noneMatch((thread) -> thread.getName().equals(WRITER));
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofMinutes(1));
	}

}
