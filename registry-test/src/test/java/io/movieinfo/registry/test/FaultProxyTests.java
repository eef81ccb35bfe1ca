package io.movieinfo.registry.test;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Real connections through the proxy. A time is only ever compared with what it must be
 * at least.
 */
class FaultProxyTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	/** How long one listens for what must not come. */
	private static final int SILENCE_MILLIS = 150;

	private final EchoServer server;

	private final FaultProxy proxy;

	private final List<Socket> clients = new ArrayList<>();

	FaultProxyTests() throws IOException {
		this.server = new EchoServer();
		this.proxy = FaultProxy.start(this.server.address());
	}

	@BeforeEach
	void startServer() {
		this.server.start();
	}

	@AfterEach
	void closeAll() throws IOException {
		for (Socket client : this.clients) {
			client.close();
		}
		this.proxy.close();
		this.server.close();
	}

	@Test
	void passesOnWhatComesInBothDirections() throws IOException {
		Socket client = connect();
		send(client, "hello");
		assertThat(receive(client, 5)).isEqualTo("hello");
		assertThat(this.proxy.accepted()).isEqualTo(1);
		assertThat(this.proxy.connections()).isEqualTo(1);
		assertThat(this.proxy.passed(Direction.TO_TARGET)).isEqualTo(5);
		assertThat(this.proxy.passed(Direction.TO_CLIENT)).isEqualTo(5);
	}

	@Test
	void passesOnTheEndOfAConnectionAndForgetsIt() throws IOException {
		Socket client = connect();
		client.shutdownOutput();
		assertThat(client.getInputStream().read()).isEqualTo(-1);
		assertThat(this.server.ended()).isEqualTo(1);
		within().until(() -> this.proxy.connections() == 0);
	}

	@Test
	void passesOnThatAConnectionBroke() throws IOException {
		Socket client = connected();
		client.setSoLinger(true, 0);
		client.close();
		within().until(() -> this.server.broken() == 1 && this.proxy.connections() == 0);
	}

	@ParameterizedTest
	@EnumSource
	void delayKeepsWhatIsSentForAWhile(Direction direction) throws IOException {
		Duration delay = Duration.ofMillis(200);
		Socket client = connected();
		this.proxy.delay(direction, delay);
		long before = System.nanoTime();
		send(client, "late");
		assertThat(receive(client, 4)).isEqualTo("late");
		assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(delay);
	}

	@Test
	void shorterDelayCountsAtOnceForWhatIsKeptBack() throws IOException {
		Socket client = connected();
		this.proxy.delay(Direction.TO_TARGET, Duration.ofDays(1));
		send(client, "late");
		assertSilent(client);
		this.proxy.delay(Direction.TO_TARGET, Duration.ZERO);
		assertThat(receive(client, 4)).isEqualTo("late");
	}

	@ParameterizedTest
	@EnumSource
	void throttleTakesItsTimeForEveryByte(Direction direction) throws IOException {
		Socket client = connected();
		this.proxy.throttle(direction, 1000);
		long before = System.nanoTime();
		send(client, "x".repeat(300));
		assertThat(receive(client, 300)).hasSize(300);
		// no pause is made after the last piece of 50 bytes
		assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(250));
	}

	@ParameterizedTest
	@EnumSource
	void blackHoleHoldsBackOneDirectionUntilItIsHealed(Direction direction) throws IOException {
		Socket client = connected();
		this.proxy.blackHole(direction);
		send(client, "swallowed");
		assertSilent(client);
		within().until(() -> this.server.received() == ((direction == Direction.TO_TARGET) ? 1 : 10));
		this.proxy.heal();
		assertThat(receive(client, 9)).isEqualTo("swallowed");
	}

	@Test
	void blackHolePassesNoEndOfAConnection() throws IOException {
		Socket client = connected();
		this.proxy.blackHole();
		this.server.socket().close();
		assertSilent(client);
		this.proxy.heal();
		assertThat(client.getInputStream().read()).isEqualTo(-1);
	}

	@Test
	void blackHolePassesNoBreakOfAConnection() throws IOException {
		Socket client = connected();
		this.proxy.blackHole();
		this.server.socket().setSoLinger(true, 0);
		this.server.socket().close();
		assertSilent(client);
		this.proxy.heal();
		assertBroken(client);
	}

	@Test
	void blackHoleAcceptsConnectionsThatGetNoFarther() throws IOException {
		this.proxy.blackHole();
		Socket client = connect();
		send(client, "anybody?");
		assertSilent(client);
		assertThat(this.server.connections()).isZero();
		this.proxy.heal();
		assertThat(receive(client, 8)).isEqualTo("anybody?");
	}

	@Test
	void cutEndsExistingConnectionsInOrderAndNoNewOnes() throws IOException {
		Socket client = connected();
		this.proxy.cut();
		assertThat(client.getInputStream().read()).isEqualTo(-1);
		within().until(() -> this.server.ended() == 1);
		client.close();
		within().until(() -> this.proxy.connections() == 0);
		connected();
	}

	@Test
	void cutOfOneDirectionLeavesTheOther() throws IOException {
		Socket client = connected();
		this.proxy.cut(Direction.TO_CLIENT);
		assertThat(client.getInputStream().read()).isEqualTo(-1);
		send(client, "still");
		within().until(() -> this.server.received() == 6);
		assertThat(this.server.ended()).isZero();
	}

	@Test
	void resetBreaksExistingConnectionsOnBothSidesAndNoNewOnes() throws IOException {
		Socket client = connected();
		this.proxy.reset();
		assertBroken(client);
		within().until(() -> this.server.broken() == 1 && this.proxy.connections() == 0);
		connected();
	}

	@Test
	void resetReachesConnectionsThatABlackHoleHolds() throws IOException {
		Socket client = connected();
		this.proxy.blackHole();
		Socket late = connect();
		within().until(() -> this.proxy.accepted() == 2);
		this.proxy.reset();
		assertBroken(client);
		assertBroken(late);
		within().until(() -> this.proxy.connections() == 0);
	}

	@Test
	void resetAfterSomeBytesBreaksEveryConnectionThere() throws IOException {
		Socket existing = connected();
		this.proxy.resetAfter(Direction.TO_TARGET, 3);
		for (Socket client : List.of(existing, connect())) {
			send(client, "12345");
			assertBroken(client);
		}
		assertThat(this.proxy.passed(Direction.TO_TARGET)).isEqualTo(1 + 3 + 3);
		this.proxy.heal();
		connected();
	}

	@Test
	void cutAfterSomeBytesDeliversThem() throws IOException {
		this.proxy.cutAfter(Direction.TO_CLIENT, 3);
		Socket client = connect();
		send(client, "12345");
		assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)).isEqualTo("123");
	}

	@Test
	void refuseTurnsNewConnectionsAwayAndKeepsTheOldOnes() throws IOException {
		Socket client = connected();
		this.proxy.refuse();
		this.proxy.refuse();
		assertThatExceptionOfType(ConnectException.class).isThrownBy(this::connect);
		send(client, "kept");
		assertThat(receive(client, 4)).isEqualTo("kept");
		int port = this.proxy.port();
		this.proxy.heal();
		this.proxy.heal();
		assertThat(this.proxy.port()).isEqualTo(port);
		connected();
	}

	@Test
	void connectionIsResetWhenTheTargetRefuses() throws IOException {
		try (FaultProxy toNobody = FaultProxy.start(unused()); Socket client = new Socket()) {
			client.connect(toNobody.address());
			client.setSoTimeout((int) LIMIT.toMillis());
			assertBroken(client);
			within().until(() -> toNobody.connections() == 0);
		}
	}

	@Test
	void closeBreaksConnectionsAndLeavesNoThread() throws IOException {
		Socket client = connected();
		this.proxy.blackHole();
		connect();
		List<Thread> before = threads();
		assertThat(before).isNotEmpty();
		this.proxy.close();
		this.proxy.close();
		assertBroken(client);
		within().until(() -> before.stream().noneMatch(Thread::isAlive));
		assertThatExceptionOfType(ConnectException.class).isThrownBy(this::connect);
		this.proxy.heal();
		assertThatExceptionOfType(ConnectException.class).isThrownBy(this::connect);
	}

	@Test
	void faultsThatMakeNoSenseAreRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.proxy.delay(Direction.TO_CLIENT, Duration.ofMillis(-1)))
			.withMessageContaining("'delay'");
		assertThatIllegalArgumentException().isThrownBy(() -> this.proxy.throttle(Direction.TO_CLIENT, -1))
			.withMessageContaining("'bytesPerSecond'");
		assertThatIllegalArgumentException().isThrownBy(() -> this.proxy.resetAfter(Direction.TO_CLIENT, -1))
			.withMessageContaining("'bytes'");
	}

	private Socket connect() throws IOException {
		Socket client = new Socket();
		this.clients.add(client);
		client.setTcpNoDelay(true);
		client.setSoTimeout((int) LIMIT.toMillis());
		client.connect(this.proxy.address());
		return client;
	}

	/**
	 * Returns a connection that has reached the server, and sent one byte.
	 */
	private Socket connected() throws IOException {
		Socket client = connect();
		send(client, "1");
		assertThat(receive(client, 1)).isEqualTo("1");
		return client;
	}

	private static void send(Socket client, String text) throws IOException {
		client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
	}

	private static String receive(Socket client, int bytes) throws IOException {
		return new String(client.getInputStream().readNBytes(bytes), StandardCharsets.US_ASCII);
	}

	private static void assertSilent(Socket client) throws SocketException {
		client.setSoTimeout(SILENCE_MILLIS);
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> client.getInputStream().read());
		client.setSoTimeout((int) LIMIT.toMillis());
	}

	/**
	 * Expects a reset, after whatever came back before it.
	 */
	private static void assertBroken(Socket client) {
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> client.getInputStream().readAllBytes());
	}

	private static InetSocketAddress unused() throws IOException {
		try (ServerSocket socket = new ServerSocket()) {
			socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
			return (InetSocketAddress) socket.getLocalSocketAddress();
		}
	}

	private List<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("fault-proxy-"))
			.toList();
	}

	private static ConditionFactory within() {
		return Awaitility.await().atMost(LIMIT);
	}

}
