package io.movieinfo.registry.client.discovery.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.movieinfo.registry.client.transport.ClientThread;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskListCacheTests {

	private final ClientThread thread = new ClientThread(new Hasty(), System::nanoTime);

	private final Path base;

	private final ListCache cache;

	DiskListCacheTests(@TempDir Path directory) {
		this.base = directory.resolve("caches");
		this.cache = ListCache.onDisk(this.base, "home-service", List.of(ListDirectoryTests.URL), this.thread,
				Executors.newSingleThreadExecutor());
	}

	@AfterEach
	void close() {
		this.cache.close();
		this.thread.close();
	}

	@Test
	void listThatCouldNotBeWrittenIsWrittenLaterThoughItDoesNotChange() throws IOException {
		// a file in its place refuses the superuser too
		Files.writeString(this.base, "in the way");
		this.thread.execute(() -> this.cache.keep(Lists.list(Lists.MOVIES, 3, 2)));
		Awaitility.await().during(Duration.ofMillis(200)).until(() -> Files.isRegularFile(this.base));
		Files.delete(this.base);
		Path file = this.base.resolve("home-service").resolve("default_movie-service.json");
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(file));
	}

	/**
	 * Waits only a hundredth of each delay.
	 */
	private static final class Hasty extends ScheduledThreadPoolExecutor {

		Hasty() {
			super(1);
		}

		@Override
		public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
			return super.schedule(task, unit.toNanos(delay) / 100, TimeUnit.NANOSECONDS);
		}

	}

}
