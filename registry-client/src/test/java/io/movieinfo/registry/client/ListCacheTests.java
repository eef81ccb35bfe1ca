package io.movieinfo.registry.client;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.movieinfo.registry.balancer.NoInstanceException;
import io.movieinfo.registry.balancer.PickContext;
import io.movieinfo.registry.client.discovery.ServiceSnapshot;
import io.movieinfo.registry.client.discovery.ServiceSnapshot.Source;
import io.movieinfo.registry.client.discovery.ServiceSnapshot.Status;
import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.ClientMessage;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.Problem;
import io.movieinfo.registry.protocol.ServerMessage;
import io.movieinfo.registry.protocol.ServiceInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Clients whose lists outlive them.
 */
class ListCacheTests extends AbstractClientTests {

	private final Path directory;

	private final Set<Thread> threadsBefore = clientThreads();

	ListCacheTests(@TempDir Path directory) {
		this.directory = directory;
	}

	@AfterEach
	@Override
	void closeAll() throws Exception {
		super.closeAll();
		// the directory is deleted next
		awaitEndOfThreads();
	}

	@Override
	RegistryClient.Builder builder(URI... urls) {
		return super.builder(urls).cacheIn(this.directory);
	}

	@Test
	void coldStartWithoutRegistryAnswersFromDiskAsSoonAsEveryUrlHasFailed() {
		rememberMovies(1, 2);
		Instant before = Instant.now();
		FakeRegistry second = opened(FakeRegistry.start());
		second.close();
		this.registry.close();
		// waits far longer than this test may take, unless every failure ends the wait
		RegistryClient client = started(builder(this.registry.url(), second.url()).initialWait(Duration.ofMinutes(5)));
		ServiceSnapshot snapshot = client.discovery().getInstances(MOVIES);
		assertThat(ids(snapshot)).isEqualTo(movies(1, 2));
		assertThat(snapshot.source()).isEqualTo(Source.DISK);
		assertThat(snapshot.complete()).isFalse();
		assertThat(snapshot.cursor()).isNull();
		assertThat(snapshot.asOf()).isNotNull().isBeforeOrEqualTo(before);
		assertThat(client.session().connected()).isFalse();
		assertThat(client.loadBalancer().pick(MOVIES, PickContext.NONE).key()).isIn(key(1), key(2));
	}

	@Test
	void serviceThatIsFirstAskedForWhileTheRegistryIsAwayIsAnsweredFromDisk() {
		rememberMovies(1);
		this.registry.close();
		RegistryClient client = started(builder().initialWait(Duration.ofMinutes(5)));
		await().until(() -> client.session().lastError() != null);
		assertThat(ids(client.discovery().getInstances(MOVIES))).isEqualTo(movies(1));
	}

	@Test
	void serverThatSwallowsEverythingHoldsTheFirstCallNoLongerThanTheInitialWait() {
		rememberMovies(1);
		this.registry.silent = true;
		RegistryClient client = started(
				builder().connectTimeout(Duration.ofMinutes(5)).initialWait(Duration.ofSeconds(10)));
		ServiceSnapshot snapshot = client.discovery().getInstances(MOVIES);
		assertThat(snapshot.source()).isEqualTo(Source.DISK);
		assertThat(ids(snapshot)).isEqualTo(movies(1));
	}

	@Test
	void registryThatAnswersInTimeIsNotForestalledByTheDisk() {
		rememberMovies(1);
		this.registry.remove(key(1));
		this.registry.put(movie(2));
		RegistryClient client = opened(builder().build());
		List<ServiceSnapshot> seen = record(client);
		client.start();
		ServiceSnapshot snapshot = client.discovery().getInstances(MOVIES);
		assertThat(snapshot.source()).isEqualTo(Source.REGISTRY);
		assertThat(ids(snapshot)).isEqualTo(movies(2));
		await().until(() -> seen.size() >= 2);
		assertThat(seen).noneMatch((known) -> known.source() == Source.DISK);
	}

	@Test
	void incompleteAnswerAddsToTheListFromDiskAndACompleteOneReplacesIt() {
		rememberMovies(1, 2);
		FakeRegistry empty = restart("second");
		empty.complete = false;
		empty.put(movie(3));
		RegistryClient client = started(builder());
		await().until(() -> ids(client.discovery().getInstances(MOVIES)).equals(movies(1, 2, 3)));
		ServiceSnapshot snapshot = client.discovery().getInstances(MOVIES);
		assertThat(snapshot.source()).isEqualTo(Source.REGISTRY);
		assertThat(snapshot.complete()).isFalse();
		empty.put(movie(2));
		empty.remove(key(2));
		await().until(() -> ids(client.discovery().getInstances(MOVIES)).equals(movies(1, 3)));
		end(client);
		assertThat(ids(onlyFromDisk())).isEqualTo(movies(1, 2));
		empty.complete = true;
		RegistryClient next = started(builder(empty.url()));
		await().until(() -> ids(next.discovery().getInstances(MOVIES)).equals(movies(3)));
		assertThat(next.discovery().getInstances(MOVIES).complete()).isTrue();
		end(next);
		assertThat(ids(onlyFromDisk())).isEqualTo(movies(3));
	}

	@Test
	void registryThatComesBackReplacesTheListFromDisk() {
		rememberMovies(1);
		this.registry.close();
		RegistryClient client = started(builder());
		assertThat(client.discovery().getInstances(MOVIES).source()).isEqualTo(Source.DISK);
		FakeRegistry back = restart("second");
		back.put(movie(2));
		await().until(() -> ids(client.discovery().getInstances(MOVIES)).equals(movies(2)));
		assertThat(back.received(ClientMessage.Watch.class)).isNotEmpty()
			.allSatisfy((watch) -> assertThat(watch.cursor()).isNull());
		assertThat(client.discovery().getInstances(MOVIES).source()).isEqualTo(Source.REGISTRY);
	}

	@Test
	void emptyAndCompleteAnswerForgetsWhatIsOnDisk() throws IOException {
		rememberMovies(1);
		this.registry.remove(key(1));
		RegistryClient client = started(builder());
		assertThat(ids(client.discovery().getInstances(MOVIES))).isEmpty();
		end(client);
		assertThat(files()).containsExactly("lock");
	}

	@Test
	void changesAreWrittenWhileTheClientRuns() {
		RegistryClient client = started(builder());
		client.discovery().getInstances(MOVIES);
		this.registry.put(movie(1));
		await().until(() -> files().contains("default_movie-service.json"));
	}

	@Test
	void nothingIsWrittenOfServicesThatTheRegistryDoesNotTellOf() throws IOException {
		this.registry.put(movie(1));
		this.registry.fault = (peer, message) -> (message instanceof ClientMessage.Watch)
				? new ServerMessage.Refused(message.seq(), Problem.of(Problem.UNAVAILABLE, "on purpose"), null) : null;
		RegistryClient client = started(builder().initialWait(Duration.ofMillis(10)));
		assertThat(client.discovery().getInstances(MOVIES).status()).isEqualTo(Status.UNREACHABLE);
		await().until(() -> !this.registry.received(ClientMessage.Watch.class).isEmpty());
		end(client);
		assertThat(files()).isEmpty();
	}

	@Test
	void listFromDiskWithoutRoutableInstanceSaysThatTheRegistryIsAway() {
		this.registry.put(new ServiceInstance(movie(1), Health.UNHEALTHY, Cause.CONNECTION_REFUSED, false, 7));
		RegistryClient first = started(builder());
		first.discovery().getInstances(MOVIES);
		end(first);
		this.registry.close();
		RegistryClient client = started(builder());
		assertThatExceptionOfType(NoInstanceException.class)
			.isThrownBy(() -> client.loadBalancer().pick(MOVIES, PickContext.NONE))
			.withMessageContaining("movie-1 is unhealthy (connection-refused)")
			.withMessageContaining(this.registry.url().toString())
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(NoInstanceException.Reason.REGISTRY_UNREACHABLE));
	}

	@Test
	void directoryThatCannotBeUsedHarmsNothing() throws IOException {
		Path inTheWay = Files.writeString(this.directory.resolve("file"), "in the way");
		this.registry.put(movie(1));
		RegistryClient client = started(builder().cacheIn(inTheWay));
		assertThat(ids(client.discovery().getInstances(MOVIES))).isEqualTo(movies(1));
		end(client);
		assertThat(inTheWay).hasContent("in the way");
	}

	@Test
	void nothingIsKeptUnlessAskedFor() {
		this.registry.put(movie(1));
		RegistryClient client = started(builder().withoutCache());
		client.discovery().getInstances(MOVIES);
		end(client);
		assertThat(this.directory).isEmptyDirectory();
	}

	private void rememberMovies(int... numbers) {
		for (int number : numbers) {
			this.registry.put(movie(number));
		}
		RegistryClient client = started(builder());
		assertThat(ids(client.discovery().getInstances(MOVIES))).isEqualTo(movies(numbers));
		end(client);
	}

	/**
	 * Returns what a client finds that is never started.
	 */
	private ServiceSnapshot onlyFromDisk() {
		RegistryClient client = opened(builder().initialWait(Duration.ZERO).build());
		await().until(() -> client.discovery().getInstances(MOVIES).source() == Source.DISK);
		ServiceSnapshot snapshot = client.discovery().getInstances(MOVIES);
		end(client);
		return snapshot;
	}

	/**
	 * Closes the only client that is open, and waits longer than that does for its lists
	 * to be on disk.
	 */
	private void end(RegistryClient client) {
		client.close();
		awaitEndOfThreads();
	}

	private void awaitEndOfThreads() {
		await().until(() -> this.threadsBefore.containsAll(clientThreads()));
	}

	/**
	 * Returns the threads that write lists, or have them written.
	 */
	private static Set<Thread> clientThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> Set.of("registry-client", "registry-client-disk").contains(thread.getName()))
			.collect(Collectors.toSet());
	}

	private static List<ServiceSnapshot> record(RegistryClient client) {
		List<ServiceSnapshot> seen = new CopyOnWriteArrayList<>();
		client.discovery().addListener(MOVIES, seen::add);
		return seen;
	}

	private List<String> files() throws IOException {
		Path own = this.directory.resolve("home-service");
		if (!Files.exists(own)) {
			return List.of();
		}
		try (Stream<Path> files = Files.list(own)) {
			return files.map((file) -> file.getFileName().toString()).toList();
		}
	}

}
