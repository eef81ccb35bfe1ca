package io.movieinfo.sample.endtoend;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedDeque;

import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.test.Direction;
import io.movieinfo.registry.test.FaultProxy;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications reach the registry through a network that fails. Heartbeats are frequent,
 * so that silence is noticed soon; leases are long, so that a slow machine loses nobody.
 * One consumer looks on over a network of its own, and must never miss anyone.
 */
class FaultyNetworkTests {

	private static final int PROVIDERS = 12;

	private static final ServiceKey SERVICE = new ServiceKey("default", "movie-service");

	private static ServerProcess server;

	private final Deque<AutoCloseable> opened = new ConcurrentLinkedDeque<>();

	private final List<Provider> providers = new ArrayList<>();

	private FaultProxy first;

	private FaultProxy second;

	private Consumer onlooker;

	private ListWatcher watcher;

	@BeforeAll
	static void startServer(@TempDir Path directory) throws IOException {
		server = new ServerProcess(directory);
		server.start("--registry.server.lease.heartbeat-interval=250ms", "--registry.server.lease.ttl=5m");
	}

	@AfterAll
	static void stopServer() {
		server.close();
	}

	@BeforeEach
	void startApplications() throws IOException {
		this.first = open(FaultProxy.start(serverAddress()));
		this.second = open(FaultProxy.start(serverAddress()));
		for (int i = 0; i < PROVIDERS; i++) {
			this.providers.add(open(Provider.start(viaFirst(), "default", "movie-service", "movie-" + i)));
		}
		within().until(() -> this.providers.stream().allMatch(Provider::registered));
		this.onlooker = open(Consumer.start(server.url(), "movie-service"));
		this.watcher = new ListWatcher(this.onlooker.client(), SERVICE);
		within().until(() -> this.watcher.size() == PROVIDERS);
	}

	@AfterEach
	void closeAll() throws Exception {
		this.first.heal();
		this.second.heal();
		while (!this.opened.isEmpty()) {
			this.opened.pop().close();
		}
	}

	@Test
	void blackHoledSessionsMoveOnAndNobodyIsMissed() {
		int mark = this.watcher.mark();
		this.first.blackHole();
		awaitAllVia(this.second);
		assertThat(this.providers).allSatisfy((provider) -> assertThat(provider.client().recentErrors())
			.anySatisfy((error) -> assertThat(error.message()).contains("not answered")));
		assertNobodyWasMissedSince(mark);
		// what the first network held up until now changes nothing
		this.first.heal();
		within().until(() -> this.first.connections() == 0);
		awaitMoreCalls();
		assertNobodyWasMissedSince(mark);
	}

	@ParameterizedTest
	@EnumSource
	void lossInOneDirectionIsNoticedAsSoonAsInBoth(Direction direction) {
		int mark = this.watcher.mark();
		this.first.blackHole(direction);
		awaitAllVia(this.second);
		this.first.heal();
		within().until(() -> this.first.connections() == 0);
		awaitMoreCalls();
		assertNobodyWasMissedSince(mark);
	}

	@Test
	void consumerBehindABlackHoleKeepsItsListAndGoesOnCalling() {
		Consumer consumer = open(Consumer.start(url(this.second), "movie-service"));
		ListWatcher seen = new ListWatcher(consumer.client(), SERVICE);
		within().until(() -> seen.size() == PROVIDERS);
		int mark = seen.mark();
		this.second.blackHole();
		within().until(() -> !consumer.client().session().connected());
		int calls = consumer.calls();
		within().until(() -> consumer.calls() > calls + 100);
		assertThat(consumer.failures()).isEmpty();
		this.second.heal();
		within().until(() -> consumer.client().session().connected());
		seen.assertNeverShorterSince(mark, PROVIDERS);
	}

	@Test
	void slowNetworkBringsTheWholeListAndItsLastState() throws IOException {
		this.second.throttle(Direction.TO_CLIENT, 10_000);
		this.second.delay(Direction.TO_CLIENT, Duration.ofMillis(20));
		this.second.delay(Direction.TO_TARGET, Duration.ofMillis(20));
		Consumer consumer = open(Consumer.start(url(this.second), "movie-service"));
		ListWatcher seen = new ListWatcher(consumer.client(), SERVICE);
		within().until(() -> seen.size() == PROVIDERS);
		Provider another = open(Provider.start(List.of(url(this.second)), "default", "movie-service", "movie-slow"));
		within().until(() -> another.registered() && seen.size() == PROVIDERS + 1);
		another.leave();
		// of leaving, the list without it is the first news, and that it is gone the last
		within().until(() -> seen.size() == PROVIDERS && Objects.equals(seen.cursor(), this.watcher.cursor()));
	}

	@Test
	void connectionThatBreaksWithinASnapshotShowsNoPartOfIt() {
		int toTheMiddleOfTheList = 1200;
		this.second.resetAfter(Direction.TO_CLIENT, toTheMiddleOfTheList);
		Consumer consumer = open(Consumer.start(url(this.second), "movie-service"));
		ListWatcher seen = new ListWatcher(consumer.client(), SERVICE);
		within().until(() -> this.second.accepted() >= 3);
		assertThat(seen.size()).isZero();
		int mark = seen.mark();
		this.second.heal();
		within().until(() -> seen.size() == PROVIDERS);
		seen.assertNeverShorterSince(mark, PROVIDERS);
	}

	@Test
	void consumerWhoseConnectionsBreakAllTheTimeKeepsItsList() {
		Consumer consumer = open(Consumer.start(url(this.second), "movie-service"));
		ListWatcher seen = new ListWatcher(consumer.client(), SERVICE);
		within().until(() -> seen.size() == PROVIDERS);
		int mark = seen.mark();
		this.second.cutAfter(Direction.TO_CLIENT, 400);
		this.second.reset();
		long accepted = this.second.accepted();
		within().until(() -> this.second.accepted() >= accepted + 3);
		this.second.heal();
		within().until(() -> consumer.client().session().connected());
		seen.assertNeverShorterSince(mark, PROVIDERS);
		assertThat(consumer.failures()).isEmpty();
	}

	private List<URI> viaFirst() {
		return List.of(url(this.first), url(this.second));
	}

	private void awaitAllVia(FaultProxy proxy) {
		within().until(() -> this.providers.stream()
			.allMatch((provider) -> provider.registered() && url(proxy).equals(provider.client().session().url())));
	}

	private void awaitMoreCalls() {
		int calls = this.onlooker.calls();
		within().until(() -> this.onlooker.calls() > calls + 100);
	}

	private void assertNobodyWasMissedSince(int mark) {
		this.watcher.assertNeverShorterSince(mark, PROVIDERS);
		assertThat(this.watcher.size()).isEqualTo(PROVIDERS);
		assertThat(this.onlooker.failures()).isEmpty();
	}

	private <T extends AutoCloseable> T open(T closeable) {
		this.opened.push(Objects.requireNonNull(closeable));
		return closeable;
	}

	private static URI url(FaultProxy proxy) {
		return URI.create("http://127.0.0.1:" + proxy.port());
	}

	private static InetSocketAddress serverAddress() {
		return new InetSocketAddress(server.url().getHost(), server.url().getPort());
	}

	private static ConditionFactory within() {
		return Awaitility.await().atMost(Duration.ofMinutes(1));
	}

}
