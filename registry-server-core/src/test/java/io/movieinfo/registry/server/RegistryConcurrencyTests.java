package io.movieinfo.registry.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.server.store.EmbeddedStore;
import io.movieinfo.registry.server.watch.Watch;
import io.movieinfo.registry.server.watch.WatchEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The registry with its own threads and the embedded store, used by many threads at once.
 */
@Timeout(120)
class RegistryConcurrencyTests {

	private static final int THREADS = 8;

	private static final int ROUNDS = 150;

	@TempDir
	@SuppressWarnings("NullAway.Init") // JUnit sets it before anything else
	private Path directory;

	@Test
	void watchersOfBusyRegistryEndUpWithWhatIsListedAndStored() throws Exception {
		Map<String, ServiceInstance> listed;
		try (Registry registry = Registry.builder().store(new EmbeddedStore(this.directory)).build()) {
			registry.start();
			ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);
			List<View> views = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				views.add(new View(registry, (i % 2 == 0) ? Runnable::run : threads));
			}
			CountDownLatch finished = new CountDownLatch(THREADS);
			List<CompletableFuture<?>> answers = new ArrayList<>();
			for (int thread = 0; thread < THREADS; thread++) {
				String prefix = "t" + thread + "-";
				answers.add(CompletableFuture.runAsync(() -> work(registry, prefix, finished), threads));
			}
			assertThat(finished.await(100, TimeUnit.SECONDS)).isTrue();
			assertThat(CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)))
				.succeedsWithin(Duration.ofSeconds(10));
			ServiceListing listing = registry.snapshot(RegistryFixture.MOVIES);
			listed = byId(listing);
			assertThat(listed).hasSize(THREADS * 4);
			for (View view : views) {
				await().atMost(Duration.ofSeconds(20))
					.untilAsserted(() -> assertThat(view.cursor.get()).isEqualTo(listing.cursor()));
				assertThat(view.problems).isEmpty();
				assertThat(view.instances).isEqualTo(listed);
				view.watch.close();
			}
			threads.shutdown();
		}
		try (Registry restarted = Registry.builder().store(new EmbeddedStore(this.directory)).build()) {
			restarted.start();
			assertThat(byId(restarted.snapshot(RegistryFixture.MOVIES))).isEqualTo(listed);
		}
	}

	@Test
	void changesThatRaceWithCloseAreAllAnswered() throws Exception {
		Registry registry = Registry.builder().store(new EmbeddedStore(this.directory)).build();
		registry.start();
		ExecutorService threads = Executors.newFixedThreadPool(THREADS);
		List<CompletableFuture<Registered>> answers = Collections.synchronizedList(new ArrayList<>());
		CountDownLatch begun = new CountDownLatch(THREADS * 10);
		AtomicLong number = new AtomicLong();
		for (int thread = 0; thread < THREADS; thread++) {
			threads.execute(() -> {
				for (int i = 0; i < 500; i++) {
					answers
						.add(registry
							.register(RegistryFixture.content(RegistryFixture.MOVIES, "i" + number.incrementAndGet()),
									"s", null, null)
							.toCompletableFuture());
					begun.countDown();
				}
			});
		}
		assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
		registry.close();
		threads.shutdown();
		assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
		assertThat(answers).hasSize(THREADS * 500);
		await().atMost(Duration.ofSeconds(10)).until(() -> answers.stream().allMatch(CompletableFuture::isDone));
		long registered = answers.stream().filter((answer) -> !answer.isCompletedExceptionally()).count();
		try (Registry restarted = Registry.builder().store(new EmbeddedStore(this.directory)).build()) {
			restarted.start();
			assertThat(restarted.snapshot(RegistryFixture.MOVIES).instances()).hasSize((int) registered);
		}
	}

	private static void work(Registry registry, String prefix, CountDownLatch finished) {
		for (int round = 0; round < ROUNDS; round++) {
			String id = prefix + (round % 4);
			var content = RegistryFixture.content(RegistryFixture.MOVIES, id);
			String startId = "s" + round;
			Registered registered = registry.register(content, startId, null, null).toCompletableFuture().join();
			ServiceListing listing = registry.snapshot(RegistryFixture.MOVIES);
			assertThat(listing.cursor().revision()).isGreaterThanOrEqualTo(registered.cursor().revision());
			assertThat(byId(listing)).containsKey(id);
			registry.heartbeat(content.key(), startId, Health.UNHEALTHY, null).toCompletableFuture().join();
			if (round < ROUNDS - 4) {
				assertThat(registry.deregister(content.key(), startId).toCompletableFuture().join()).isTrue();
			}
		}
		finished.countDown();
	}

	private static Map<String, ServiceInstance> byId(ServiceListing listing) {
		Map<String, ServiceInstance> byId = new TreeMap<>();
		listing.instances().forEach((instance) -> byId.put(instance.id(), instance));
		return byId;
	}

	/**
	 * What one watcher knows. Its events may be dealt with on other threads, one at a
	 * time.
	 */
	private static final class View {

		private final Map<String, ServiceInstance> instances = new ConcurrentHashMap<>();

		private final AtomicReference<@Nullable Cursor> cursor = new AtomicReference<>();

		private final List<String> problems = new CopyOnWriteArrayList<>();

		private final Watch watch;

		View(Registry registry, Executor executor) {
			this.watch = registry.watch(RegistryFixture.MOVIES, null, (event, done) -> executor.execute(() -> {
				apply(event);
				done.run();
			}));
		}

		private void apply(WatchEvent event) {
			Cursor before = this.cursor.get();
			if (event instanceof WatchEvent.Delta delta) {
				if (before == null || delta.base() != before.revision()) {
					this.problems.add("delta on %d after %s".formatted(delta.base(), before));
				}
				delta.removed().forEach(this.instances::remove);
			}
			else if (event instanceof WatchEvent.Snapshot snapshot && snapshot.complete()) {
				this.instances.clear();
			}
			event.instances().forEach((instance) -> this.instances.put(instance.id(), instance));
			this.cursor.set(event.cursor());
		}

	}

}
