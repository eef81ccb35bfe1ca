package io.movieinfo.registry.server.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is found out over real sockets.
 */
class TcpProberTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private static final Duration SHORT = Duration.ofMillis(50);

	private final List<AutoCloseable> opened = new ArrayList<>();

	private final CountDownLatch hanging = new CountDownLatch(1);

	@AfterEach
	void close() throws Exception {
		this.hanging.countDown();
		for (AutoCloseable each : this.opened) {
			each.close();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "::1", "0:0:0:0:0:0:0:1" })
	void listeningPortConnectsAndClosedPortRefuses(String address) throws Exception {
		TcpProber prober = prober(LONG);
		ServerSocket listening = listen(address);
		assertThat(find(prober, address, listening.getLocalPort())).isEqualTo(Finding.CONNECTED);
		listening.close();
		assertRefused(prober, address, listening.getLocalPort());
	}

	@Test
	void portThatNeverAcceptsStillConnects() throws Exception {
		ServerSocket frozen = listen("127.0.0.1");
		TcpProber prober = prober(LONG);
		for (int i = 0; i < 5; i++) {
			assertThat(find(prober, "127.0.0.1", frozen.getLocalPort())).isEqualTo(Finding.CONNECTED);
		}
	}

	@Test
	void probeSendsNothingAndEndsTheConnection() throws Exception {
		ServerSocket listening = listen("127.0.0.1");
		assertThat(find(prober(LONG), "127.0.0.1", listening.getLocalPort())).isEqualTo(Finding.CONNECTED);
		assertThat(listening.accept().getInputStream().read()).isEqualTo(-1);
	}

	@Test
	void portWithFullBacklogDoesNotAnswer() throws Exception {
		ServerSocket full = full();
		assertThat(find(prober(SHORT), "127.0.0.1", full.getLocalPort())).isEqualTo(Finding.NO_ANSWER);
	}

	@ParameterizedTest
	@ValueSource(strings = { "169.254.169.254", "fe80::1", "0.0.0.0", "::", "224.0.0.1", "ff02::1",
			"::ffff:169.254.169.254", "::169.254.169.254" })
	void neverGoesToLinkLocalWildcardAndMulticastAddresses(String address) {
		assertThat(find(prober(LONG), address, 80)).isEqualTo(Finding.NOT_PROBED);
	}

	@Test
	void neverGoesToNameThatResolvesToForbiddenAddress() throws Exception {
		ServerSocket listening = listen("127.0.0.1");
		TcpProber prober = prober(LONG, 8, Map.of("metadata", List.of("127.0.0.1", "169.254.169.254")));
		assertThat(find(prober, "metadata", listening.getLocalPort())).isEqualTo(Finding.NOT_PROBED);
	}

	@Test
	void nameIsRefusedOnlyWhenAllItsAddressesRefuse() throws Exception {
		ServerSocket listening = listen("127.0.0.2");
		int port = listening.getLocalPort();
		TcpProber prober = prober(LONG, 8, Map.of("one", List.of("127.0.0.1", "127.0.0.2"), "none",
				List.of("127.0.0.1", "127.0.0.3", "::1"), "nobody", List.of()));
		assertThat(find(prober, "one", port)).isEqualTo(Finding.CONNECTED);
		assertRefused(prober, "none", port);
		assertThat(find(prober, "nobody", port)).isEqualTo(Finding.NO_ANSWER);
	}

	@Test
	void nameServerThatHangsHoldsUpNobodyElse() throws Exception {
		ServerSocket listening = listen("127.0.0.1");
		AtomicInteger hung = new AtomicInteger();
		TcpProber prober = prober(LONG, 8, (host) -> {
			if (host.startsWith("hanging")) {
				hung.incrementAndGet();
				awaitEnd();
			}
			return InetAddress.getAllByName("127.0.0.1");
		});
		List<CompletableFuture<Finding>> stuck = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			stuck.add(prober.probe("hanging", 80).toCompletableFuture());
		}
		assertThat(find(prober, "quick", listening.getLocalPort())).isEqualTo(Finding.CONNECTED);
		for (int i = 0; i < 100; i++) {
			stuck.add(prober.probe("hanging-" + i, 80).toCompletableFuture());
		}
		assertThat(find(prober, "127.0.0.1", listening.getLocalPort())).isEqualTo(Finding.CONNECTED);
		assertThat(stuck).noneMatch(CompletableFuture::isDone);
		assertThat(hung.get()).as("lookups at a time").isLessThanOrEqualTo(16);
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.2.3.256", "g:1" })
	void whatOnlyLooksLikeAnAddressIsLookedUpLikeAnyName(String host) throws Exception {
		ServerSocket listening = listen("127.0.0.1");
		TcpProber prober = prober(LONG, 8, Map.of(host, List.of("127.0.0.1")));
		assertThat(find(prober, host, listening.getLocalPort())).isEqualTo(Finding.CONNECTED);
	}

	@Test
	void nameThatIsNotResolvedInTimeDoesNotAnswer() {
		TcpProber prober = prober(SHORT, 8, (host) -> {
			awaitEnd();
			throw new UnknownHostException(host);
		});
		assertThat(find(prober, "hanging", 80)).isEqualTo(Finding.NO_ANSWER);
	}

	@Test
	void attemptsAreBoundedAndWaitingOnesFollow() throws Exception {
		ServerSocket full = full();
		ServerSocket listening = listen("127.0.0.1");
		TcpProber prober = prober(Duration.ofMillis(200), 1, InetAddress::getAllByName);
		CompletableFuture<Finding> first = prober.probe("127.0.0.1", full.getLocalPort()).toCompletableFuture();
		CompletableFuture<Boolean> order = prober.probe("127.0.0.1", listening.getLocalPort())
			.thenApply((finding) -> first.isDone() && finding == Finding.CONNECTED)
			.toCompletableFuture();
		assertThat(order.get(1, TimeUnit.MINUTES)).as("the second waits for the first").isTrue();
		assertThat(first.join()).isEqualTo(Finding.NO_ANSWER);
	}

	@Test
	void manyAtOnceAreAllAnswered() throws Exception {
		ServerSocket listening = listen("127.0.0.1");
		ServerSocket closed = listen("127.0.0.1");
		closed.close();
		TcpProber prober = prober(LONG, 16, InetAddress::getAllByName);
		List<CompletableFuture<Finding>> findings = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			findings.add(prober.probe("127.0.0.1", closed.getLocalPort()).toCompletableFuture());
		}
		findings.add(prober.probe("127.0.0.1", listening.getLocalPort()).toCompletableFuture());
		CompletableFuture.allOf(findings.toArray(CompletableFuture[]::new)).get(1, TimeUnit.MINUTES);
		assertThat(findings.subList(0, 1000)).allMatch((finding) -> finding.join() == Finding.REFUSED);
		assertThat(findings.get(1000).join()).isEqualTo(Finding.CONNECTED);
	}

	@Test
	void closeAnswersWhatIsUnderWayAndLaterProbes() throws Exception {
		ServerSocket full = full();
		TcpProber prober = prober(LONG);
		CompletableFuture<Finding> underWay = prober.probe("127.0.0.1", full.getLocalPort()).toCompletableFuture();
		prober.close();
		prober.close();
		assertThat(underWay.get(1, TimeUnit.MINUTES)).isEqualTo(Finding.NO_ANSWER);
		assertThat(find(prober, "127.0.0.1", full.getLocalPort())).isEqualTo(Finding.NO_ANSWER);
	}

	private TcpProber prober(Duration timeout) {
		return prober(timeout, 8, InetAddress::getAllByName);
	}

	private TcpProber prober(Duration timeout, int maxAttempts, Map<String, List<String>> hosts) {
		return prober(timeout, maxAttempts, (host) -> {
			List<InetAddress> addresses = new ArrayList<>();
			for (String address : hosts.getOrDefault(host, List.of())) {
				addresses.add(InetAddress.getByName(address));
			}
			return addresses.toArray(InetAddress[]::new);
		});
	}

	private TcpProber prober(Duration timeout, int maxAttempts, HostResolver resolver) {
		TcpProber prober = TcpProber.start(timeout, maxAttempts, resolver);
		this.opened.add(prober);
		return prober;
	}

	private ServerSocket listen(String address) throws IOException {
		return open(new ServerSocket(0, 50, InetAddress.getByName(address)));
	}

	private ServerSocket open(ServerSocket socket) {
		this.opened.add(socket);
		return socket;
	}

	/**
	 * A port with so many connections waiting that the kernel takes no more, as behind a
	 * network that swallows everything.
	 */
	private ServerSocket full() throws IOException {
		ServerSocket socket = open(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
		for (int i = 0; i < 16; i++) {
			SocketChannel waiting = SocketChannel.open();
			this.opened.add(waiting);
			waiting.configureBlocking(false);
			waiting.connect(new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort()));
		}
		return socket;
	}

	private void awaitEnd() {
		try {
			this.hanging.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * A refusal that comes late counts as no answer: a slow machine is asked again.
	 */
	private static void assertRefused(Prober prober, String address, int port) {
		Awaitility.await().atMost(LONG).until(() -> find(prober, address, port) == Finding.REFUSED);
	}

	private static Finding find(Prober prober, String address, int port) {
		return prober.probe(address, port).toCompletableFuture().orTimeout(1, TimeUnit.MINUTES).join();
	}

}
