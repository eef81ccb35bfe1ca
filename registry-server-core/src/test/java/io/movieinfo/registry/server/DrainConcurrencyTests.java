package io.movieinfo.registry.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.movieinfo.registry.server.watch.Reader;
import io.movieinfo.registry.server.watch.Watch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Drains on real threads, while watchers acknowledge, come and go.
 */
@Timeout(120)
class DrainConcurrencyTests {

	private static final int WATCHERS = 100;

	private static final int DRAINS = 100;

	private final Registry registry = Registry.builder().build();

	private final ExecutorService threads = Executors.newFixedThreadPool(4);

	@BeforeEach
	void start() {
		this.registry.start();
	}

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
		this.registry.close();
	}

	@Test
	void everyDrainIsAnsweredAndNothingIsLeftBehind() throws Exception {
		List<Watch> watches = new ArrayList<>();
		for (int i = 0; i < WATCHERS; i++) {
			watches.add(watch());
		}
		List<CompletableFuture<Drained>> drains = new ArrayList<>();
		for (int i = 0; i < DRAINS; i++) {
			String id = "i" + i;
			this.registry.register(RegistryFixture.content(RegistryFixture.MOVIES, id), "s1", null, null)
				.toCompletableFuture()
				.get(30, TimeUnit.SECONDS);
			drains.add(this.registry
				.drain(RegistryFixture.key(id), "s1", Duration.ofMinutes(5), Holder.request("test", "127.0.0.1"))
				.toCompletableFuture());
			int gone = i % WATCHERS;
			watches.get(gone).close();
			watches.set(gone, watch());
		}
		for (CompletableFuture<Drained> drain : drains) {
			assertThat(drain.get(60, TimeUnit.SECONDS).pending()).isZero();
		}
		watches.forEach(Watch::close);
		assertThat(this.registry.operations()
			.watchers(RegistryFixture.MOVIES)
			.toCompletableFuture()
			.get(30, TimeUnit.SECONDS)).isEmpty();
	}

	/**
	 * Returns a watch that acknowledges what it is told, a little later and on another
	 * thread.
	 */
	private Watch watch() {
		CompletableFuture<Watch> self = new CompletableFuture<>();
		Watch watch = this.registry.watch(RegistryFixture.MOVIES, null, (event, done) -> {
			this.threads.execute(() -> {
				self.join().acknowledge(event.cursor());
				done.run();
			});
		}, Reader.session("test", new Object(), () -> true));
		self.complete(watch);
		return watch;
	}

}
