package io.movieinfo.registry.client;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.movieinfo.registry.client.discovery.ServiceSnapshot;
import io.movieinfo.registry.client.transport.ClientThread;
import io.movieinfo.registry.client.transport.Surroundings;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/**
 * A fake registry and clients of it, closed after each test.
 */
@Timeout(60)
abstract class AbstractClientTests {

	static final ServiceKey MOVIES = new ServiceKey("default", "movie-service");

	/** Far more than anything here takes. */
	static final Duration PATIENCE = Duration.ofSeconds(20);

	private final Deque<AutoCloseable> opened = new ArrayDeque<>();

	FakeRegistry registry = opened(FakeRegistry.start());

	@AfterEach
	void closeAll() throws Exception {
		while (!this.opened.isEmpty()) {
			this.opened.pop().close();
		}
	}

	<C extends AutoCloseable> C opened(C closeable) {
		this.opened.push(closeable);
		return closeable;
	}

	RegistryClient.Builder builder(URI... urls) {
		return RegistryClient.builder()
			.serverUrls((urls.length > 0) ? List.of(urls) : List.of(this.registry.url()))
			.application("home-service")
			.process("host-3/4711")
			.initialWait(PATIENCE)
			.healthInterval(Duration.ofMillis(20))
			.pauses(Duration.ofMillis(10), Duration.ofMillis(100));
	}

	/**
	 * Real surroundings, but for the monotonic time: timers run as ever.
	 */
	static Surroundings surroundings(LongSupplier ticker) {
		Surroundings real = Surroundings.real();
		ClientThread thread = new ClientThread(Executors.newSingleThreadScheduledExecutor(), ticker);
		return new Surroundings(thread, real.connector(), real.executors(), real.clock(), real.random(),
				real.startIds());
	}

	RegistryClient started(RegistryClient.Builder builder) {
		RegistryClient client = opened(builder.build());
		client.start();
		return client;
	}

	RegistryClient connected(RegistryClient.Builder builder) {
		RegistryClient client = started(builder);
		await().until(() -> client.session().connected());
		return client;
	}

	/**
	 * Closes the registry and starts one without its data in its place.
	 */
	FakeRegistry restart(String epoch) {
		return restart(epoch, (next) -> {
		});
	}

	/**
	 * Closes the registry and starts another one in its place.
	 * @param preparation is done before clients that come back get an answer
	 */
	FakeRegistry restart(String epoch, Consumer<FakeRegistry> preparation) {
		this.registry.close();
		this.registry = opened(FakeRegistry.startAt(this.registry.url(), epoch, preparation));
		return this.registry;
	}

	/**
	 * Lets clients that connect from now on beat so often that a test can wait for
	 * several heartbeats, and so seldom that a thread may get no time for a while.
	 */
	void beatOften() {
		this.registry.beatEvery(Duration.ofMillis(250));
	}

	static ConditionFactory await() {
		return Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(2));
	}

	static InstanceContent movie(int number) {
		return InstanceContent.builder(MOVIES.name())
			.id("movie-" + number)
			.address("10.0.0." + number)
			.port(8080)
			.build();
	}

	static InstanceKey key(int number) {
		return movie(number).key();
	}

	static List<String> ids(ServiceSnapshot snapshot) {
		return snapshot.instances().stream().map(ServiceInstance::id).toList();
	}

	static List<String> movies(int... numbers) {
		return Arrays.stream(numbers).mapToObj((number) -> "movie-" + number).toList();
	}

	@Nullable ServiceInstance registered(int number) {
		return this.registry.get(key(number));
	}

}
