package io.movieinfo.sample.endtoend;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.movieinfo.registry.client.RegistryClient;
import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.ServiceKey;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The server is killed while 20 applications are registered, each of which is a consumer
 * too, and another one calls them all the time.
 */
class ServerRestartTests {

	private static final int PROVIDERS = 20;

	private static final ServiceKey SERVICE = new ServiceKey("default", "movie-service");

	private final List<Provider> providers = new ArrayList<>();

	private final List<ListWatcher> watchers = new ArrayList<>();

	private ServerProcess server;

	private Consumer consumer;

	ServerRestartTests(@TempDir Path directory) {
		this.server = new ServerProcess(directory);
	}

	@BeforeEach
	void startEverything() throws IOException {
		this.server.start();
		for (int i = 0; i < PROVIDERS; i++) {
			Provider provider = Provider.start(this.server.url(), "default", "movie-service", "movie-" + i);
			this.providers.add(provider);
			watch(provider.client());
		}
		within(Duration.ofMinutes(1)).until(() -> this.watchers.stream().allMatch((w) -> w.size() == PROVIDERS));
		this.consumer = Consumer.start(this.server.url(), "movie-service");
		watch(this.consumer.client());
		awaitMoreCalls();
	}

	@AfterEach
	void stopEverything() {
		if (this.consumer != null) {
			this.consumer.close();
		}
		this.providers.forEach(Provider::close);
		this.server.close();
	}

	@Test
	void restartOnTheSameDataIsNotNoticed() throws Exception {
		List<Integer> marks = marks();
		Cursor before = cursor();
		this.server.kill();
		awaitMoreCalls();
		this.server.start();
		awaitAllRegistered();
		try (Provider another = Provider.start(this.server.url(), "default", "movie-service", "movie-new")) {
			within(Duration.ofSeconds(30)).until(() -> sizesAre(PROVIDERS + 1));
			Cursor after = cursor();
			assertThat(after.epoch()).isEqualTo(before.epoch());
			assertThat(after.revision()).isGreaterThan(before.revision());
			awaitMoreCalls();
			assertNothingWasNoticedSince(marks);
			assertThat(another.registered()).isTrue();
		}
	}

	@Test
	void restartWithoutDataIsNotNoticedAndEverybodyRegistersAgain() throws Exception {
		List<Integer> marks = marks();
		Cursor before = cursor();
		this.server.kill();
		this.server.deleteData();
		awaitMoreCalls();
		this.server.start();
		awaitAllRegistered();
		// the end of the time in which the server only collects
		within(Duration.ofMinutes(2)).until(() -> this.watchers.stream()
			.allMatch((watcher) -> watcher.now().complete() && !before.sameEpoch(cursor(watcher))));
		assertThat(sizesAre(PROVIDERS)).isTrue();
		awaitMoreCalls();
		assertNothingWasNoticedSince(marks);
	}

	private void watch(RegistryClient client) {
		this.watchers.add(new ListWatcher(client, SERVICE));
	}

	private List<Integer> marks() {
		return this.watchers.stream().map(ListWatcher::mark).toList();
	}

	private Cursor cursor() {
		return cursor(this.watchers.get(0));
	}

	private static Cursor cursor(ListWatcher watcher) {
		return Objects.requireNonNull(watcher.cursor(), "nothing was seen");
	}

	private boolean sizesAre(int size) {
		return this.watchers.stream().allMatch((watcher) -> watcher.size() == size);
	}

	private void awaitAllRegistered() {
		within(Duration.ofSeconds(30)).until(() -> this.providers.stream().allMatch(Provider::registered)
				&& this.consumer.client().session().connected());
	}

	private void awaitMoreCalls() {
		int calls = this.consumer.calls();
		within(Duration.ofMinutes(1)).until(() -> this.consumer.calls() >= calls + 100);
	}

	private void assertNothingWasNoticedSince(List<Integer> marks) {
		for (int i = 0; i < marks.size(); i++) {
			this.watchers.get(i).assertNeverShorterSince(marks.get(i), PROVIDERS);
		}
		assertThat(this.consumer.failures()).isEmpty();
	}

	private static ConditionFactory within(Duration limit) {
		return Awaitility.await().atMost(limit);
	}

}
