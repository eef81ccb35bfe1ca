package io.movieinfo.registry.server;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.server.store.StoredState;
import io.movieinfo.registry.server.watch.Change;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What readers see while the writer publishes.
 */
class PublishedTests {

	private final Published published = new Published("e1",
			new WorkingState(new StoredState("e1", 0, true, List.of(), List.of(), List.of(), List.of())));

	@Test
	void cursorsNeverGoBackWhileServicesComeAndAreForgotten() {
		AtomicBoolean over = new AtomicBoolean();
		CompletableFuture<@Nullable Void> service = reader(over,
				() -> this.published.snapshot(RegistryFixture.MOVIES).cursor().revision());
		CompletableFuture<@Nullable Void> namespace = reader(over,
				() -> this.published.services("default").cursor().revision());
		long revision = 0;
		for (int i = 0; i < 50_000; i++) {
			this.published.publish(List.of(listed(++revision)));
			this.published
				.publish(List.of(Change.removed(Change.Kind.DEREGISTERED, RegistryFixture.key("a"), ++revision)));
			this.published.publish(List.of(Change.forgotten(RegistryFixture.MOVIES, ++revision)));
		}
		over.set(true);
		service.join();
		namespace.join();
		assertThat(this.published.snapshot(RegistryFixture.MOVIES).cursor().revision()).isEqualTo(revision);
		assertThat(this.published.services("default").cursor().revision()).isEqualTo(revision);
	}

	private static CompletableFuture<@Nullable Void> reader(AtomicBoolean over, LongSupplier revision) {
		return CompletableFuture.runAsync(() -> {
			long last = 0;
			while (!over.get()) {
				long next = revision.getAsLong();
				assertThat(next).isGreaterThanOrEqualTo(last);
				last = next;
			}
		});
	}

	private static Change listed(long revision) {
		return Change.listed(Change.Kind.REGISTERED, RegistryFixture.MOVIES, new ServiceInstance(
				RegistryFixture.content(RegistryFixture.MOVIES, "a"), Health.HEALTHY, null, false, revision), revision);
	}

}
