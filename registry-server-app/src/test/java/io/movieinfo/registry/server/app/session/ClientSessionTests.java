package io.movieinfo.registry.server.app.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.watch.Reader;
import io.movieinfo.registry.server.watch.WatcherDetails;
import jakarta.websocket.CloseReason.CloseCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * As whom the registry sees a session's watches.
 */
class ClientSessionTests {

	private final AtomicLong now = new AtomicLong(1);

	private final Registry registry = Registry.builder().build();

	private final ClientSession session = new ClientSession(this.registry, this.now::get,
			new Outbox(new DeafConnection(), this.now::get, (reason) -> {
			}), "10.0.0.1:1234", (reason) -> {
			});

	@BeforeEach
	void start() {
		this.registry.start();
		say(RawClient.HELLO);
		say(SessionTests.watch(2, "movies"));
	}

	@AfterEach
	void stop() {
		this.session.close();
		this.registry.close();
	}

	@Test
	void watcherIsLiveForOneAndAHalfIntervalsAfterItsClientWasHeard() {
		assertThat(watcher().kind()).isEqualTo(Reader.Kind.SESSION);
		assertThat(watcher().name()).isEqualTo("test (p-1) from 10.0.0.1:1234");
		this.now.addAndGet(Duration.ofMillis(4500).toNanos());
		assertThat(watcher().live()).isTrue();
		this.now.incrementAndGet();
		assertThat(watcher().live()).isFalse();
		say(SessionTests.heartbeat(3));
		assertThat(watcher().live()).isTrue();
	}

	@Test
	void stallOfTheServerIsNotHeldAgainstAWatcher() {
		this.now.addAndGet(Duration.ofSeconds(20).toNanos());
		this.session.forgive(Duration.ofSeconds(16).toNanos());
		assertThat(watcher().live()).isTrue();
	}

	@Test
	void endedSessionWatchesNothing() {
		this.session.close();
		assertThat(watchers()).isEmpty();
	}

	@Test
	void whoUpdatesAnInstanceBeatsForIt() {
		InstanceContent content = InstanceContent.builder("movies").id("m-1").address("127.0.0.1").port(8080).build();
		this.registry.register(content, "s-1", null, null).toCompletableFuture().join();
		say("""
				{"type":"update","seq":3,"start_id":"s-1","instance":{"namespace":"default","name":"movies","id":"m-1",\
				"address":"127.0.0.1","port":8080,"weight":7}}""");
		await().untilAsserted(() -> assertThat(instance(content).weight()).isEqualTo(7));
		await().untilAsserted(() -> {
			say("""
					{"type":"heartbeat","seq":4,"health":[{"name":"movies","id":"m-1","health":"unhealthy"}]}""");
			assertThat(instance(content).health()).isEqualTo(Health.UNHEALTHY);
		});
	}

	private ServiceInstance instance(InstanceContent content) {
		return this.registry.snapshot(content.key().service())
			.instances()
			.stream()
			.filter((instance) -> instance.key().equals(content.key()))
			.findFirst()
			.orElseThrow();
	}

	private void say(String message) {
		this.session.received(message.getBytes(StandardCharsets.UTF_8));
	}

	private WatcherDetails watcher() {
		assertThat(watchers()).hasSize(1);
		return watchers().get(0);
	}

	private List<WatcherDetails> watchers() {
		return this.registry.operations().watchers(new ServiceKey("default", "movies")).toCompletableFuture().join();
	}

	/**
	 * A connection whose other end reads nothing.
	 */
	private static final class DeafConnection implements Connection {

		@Override
		public void send(ByteBuffer message, Consumer<@Nullable Throwable> sent) {
			// is never sent
		}

		@Override
		public void close(CloseCode code, String reason) {
			// nobody would notice
		}

		@Override
		public String remote() {
			return "test";
		}

	}

}
