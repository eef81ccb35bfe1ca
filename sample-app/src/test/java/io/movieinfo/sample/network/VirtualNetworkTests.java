package io.movieinfo.sample.network;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

import io.movieinfo.sample.process.Host;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Real namespaces, where that is allowed.
 */
class VirtualNetworkTests {

	private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

	private VirtualNetwork network;

	private Process listener;

	@BeforeAll
	static void checkMachine() {
		assumeThat(VirtualNetwork.obstacle()).as("network namespaces").isNull();
	}

	@BeforeEach
	void makeHosts() throws IOException {
		this.network = VirtualNetwork.create(List.of("one", "two", "three"), RandomGenerator.getDefault());
		this.listener = start("one", "listen");
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> knock(Host.LOCAL, "one") == Knock.CONNECTED);
	}

	@AfterEach
	void removeHosts() {
		this.listener.destroyForcibly().onExit().join();
		this.network.close();
	}

	@Test
	void hostsReachEachOther() throws Exception {
		assertThat(knock("two", "one")).isEqualTo(Knock.CONNECTED);
		assertThat(knock("one", "two")).isEqualTo(Knock.REFUSED);
	}

	@Test
	void blackHoleAnswersNobodyButThisMachineUntilItIsHealed() throws Exception {
		this.network.blackHole("one");
		assertThat(knock("two", "one")).isEqualTo(Knock.SILENCE);
		assertThat(knock("one", "two")).isEqualTo(Knock.SILENCE);
		assertThat(knock("three", "two")).isEqualTo(Knock.REFUSED);
		assertThat(knock(Host.LOCAL, "one")).isEqualTo(Knock.CONNECTED);
		this.network.heal("one");
		assertThat(knock("two", "one")).isEqualTo(Knock.CONNECTED);
	}

	@Test
	void rejectRefusesEverybodyButThisMachineUntilItIsHealed() throws Exception {
		this.network.reject("one");
		assertThat(knock("two", "one")).isEqualTo(Knock.REFUSED);
		assertThat(knock("one", "one")).isEqualTo(Knock.CONNECTED);
		assertThat(knock(Host.LOCAL, "one")).isEqualTo(Knock.CONNECTED);
		this.network.heal("one");
		assertThat(knock("two", "one")).isEqualTo(Knock.CONNECTED);
	}

	@Test
	void nothingIsLeftOfAClosedNetwork() {
		String namespace = namespace("one");
		assertThat(Shell.run("ip", "netns", "list")).contains(namespace);
		this.network.close();
		assertThat(Shell.run("ip", "netns", "list")).doesNotContain(namespace);
		this.network.close();
	}

	@Test
	void unknownHostIsRefusedWithTheKnownOnes() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.network.host("four"))
			.withMessageContaining("'four'")
			.withMessageContaining("[one, two, three]");
	}

	private String namespace(String host) {
		return this.network.host(host).prefix().get(3);
	}

	private int knock(String from, String to) throws IOException, InterruptedException {
		return knock(this.network.host(from), to);
	}

	private int knock(Host from, String to) throws IOException, InterruptedException {
		return start(from, "knock", this.network.host(to).address()).waitFor();
	}

	private Process start(String host, String what) throws IOException {
		return start(this.network.host(host), what, this.network.host(host).address());
	}

	private static Process start(Host host, String what, String address) throws IOException {
		List<String> command = new ArrayList<>(host.prefix());
		command.addAll(List.of(JAVA, "-XX:TieredStopAtLevel=1", "-Xmx32m", "-cp", "target/test-classes",
				Knock.class.getName(), what, address));
		return new ProcessBuilder(command).inheritIO().start();
	}

}
