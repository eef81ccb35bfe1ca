package io.movieinfo.registry.client.discovery;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.ServiceKey;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ListenerQueueTests {

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final List<Long> told = new ArrayList<>();

	private final ListenerQueue queue = new ListenerQueue(
			(snapshot) -> this.told.add((snapshot.cursor() != null) ? snapshot.cursor().revision() : -1),
			this.tasks::add);

	@Test
	void tellsInOrder() {
		this.queue.offer(snapshot(1));
		this.queue.offer(snapshot(2));
		runAll();
		assertThat(this.told).containsExactly(1L, 2L);
	}

	@Test
	void listenerThatFallsTooFarBehindMissesTheOldestAndNeverTheLatest() {
		for (int i = 1; i <= ListenerQueue.LONGEST + 5; i++) {
			this.queue.offer(snapshot(i));
		}
		assertThat(this.tasks).hasSize(ListenerQueue.LONGEST);
		runAll();
		assertThat(this.told).hasSize(ListenerQueue.LONGEST).startsWith(6L).endsWith(ListenerQueue.LONGEST + 5L);
	}

	@Test
	void closedQueueTellsNothing() {
		this.queue.offer(snapshot(1));
		this.queue.close();
		runAll();
		assertThat(this.told).isEmpty();
	}

	private void runAll() {
		for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
			task.run();
		}
	}

	private static ServiceSnapshot snapshot(long revision) {
		return ServiceSnapshot.of(new ServiceKey("default", "movie-service"), true, List.of(),
				new Cursor("a", revision), true, Instant.EPOCH);
	}

}
