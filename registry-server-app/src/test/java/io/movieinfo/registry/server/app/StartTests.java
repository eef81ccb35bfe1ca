package io.movieinfo.registry.server.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.movieinfo.registry.server.lease.GuardSettings;
import io.movieinfo.registry.server.lease.LeaseSettings;
import io.movieinfo.registry.server.probe.Prober;
import io.movieinfo.registry.server.probe.TcpProber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * What a server says when it starts, or why it does not.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartTests {

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void wrongPropertyIsNamedWithValueAndExpectation(String argument, List<String> said, CapturedOutput output) {
		assertThatException().isThrownBy(() -> RunningServer.startFresh(argument).close());
		assertThat(output).contains("APPLICATION FAILED TO START").contains(said);
	}

	static Stream<Arguments> wrongPropertyIsNamedWithValueAndExpectation() {
		return Stream.of(
				arguments("--registry.server.lease.ttl=2s",
						List.of("The property registry.server.lease.ttl is '2s'",
								"Expected more than registry.server.lease.heartbeat-interval, which is 3s")),
				arguments("--registry.server.lease.heartbeat-interval=0s",
						List.of("registry.server.lease.heartbeat-interval is '0s'", "Expected 10ms to")),
				arguments("--registry.server.lease.evict-after=-1s",
						List.of("registry.server.lease.evict-after is '-1s'", "Expected 10ms to")),
				arguments("--registry.server.guard.start-hold=-1s",
						List.of("registry.server.guard.start-hold is '-1s'", "Expected 0s to")),
				arguments("--registry.server.guard.service-percent=101",
						List.of("registry.server.guard.service-percent is '101'", "Expected 0 to 100")),
				arguments("--registry.server.guard.sessions-least=0",
						List.of("registry.server.guard.sessions-least is '0'", "Expected 1 to")),
				arguments("--registry.server.probe.timeout=1m",
						List.of("registry.server.probe.timeout is '60s'", "Expected 10ms to 10s")),
				arguments("--registry.server.lease.ttl=soon",
						List.of("registry.server.lease.ttl", "\"soon\"", "is not a valid duration")),
				arguments("--registry.server.store=redis",
						List.of("registry.server.store", "redis\"", "EMBEDDED", "MEMORY")),
				arguments("--registry.server.security.mode=closed",
						List.of("registry.server.security.mode", "\"closed\"", "LOOPBACK", "OPEN")),
				arguments("--registry.server.node=my node",
						List.of("registry.server.node is 'my node'", "printable ASCII")),
				arguments("--registry.server.data-dirs=x", List.of("registry.server.data-dirs", "unbound")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "--server.address=0.0.0.0", "--server.address=::", "--server.address=10.1.2.3",
			"--server.address=" })
	void listeningElsewhereIsRefusedUnlessToldSo(String argument, CapturedOutput output) {
		assertThatException().isThrownBy(() -> RunningServer.startFresh(argument).close());
		assertThat(output).contains("The property server.address is '", "where other hosts reach the registry server",
				"set registry.server.security.mode=open", "Until access tokens exist");
	}

	@Test
	void managementPortElsewhereIsRefusedUnlessToldSo(CapturedOutput output) {
		assertThatException().isThrownBy(
				() -> RunningServer.startFresh("--management.server.port=0", "--management.server.address=0.0.0.0")
					.close());
		assertThat(output).contains("The property management.server.address is '0.0.0.0'");
	}

	@Test
	void openServerListensElsewhere() {
		try (RunningServer server = RunningServer.startFresh("--server.address=0.0.0.0",
				"--registry.server.security.mode=open")) {
			assertThat(server.get("/v1/services").statusCode()).isEqualTo(200);
		}
	}

	@Test
	void dataDirectoryOfARunningServerIsRefused(@TempDir Path data, CapturedOutput output) {
		try (RunningServer first = RunningServer.startIn(data)) {
			assertThatException().isThrownBy(() -> RunningServer.startIn(data).close());
			assertThat(output).contains(data.toString(), "is in use by another server", "registry.server.data-dir");
			assertThat(first.get("/v1/services").statusCode()).isEqualTo(200);
		}
	}

	@Test
	void dataDirectoryThatIsAFileIsRefused(@TempDir Path directory, CapturedOutput output) throws Exception {
		Path file = Files.createFile(directory.resolve("file"));
		assertThatException().isThrownBy(() -> RunningServer.startIn(file).close());
		assertThat(output).contains("APPLICATION FAILED TO START", file.toString());
	}

	@Test
	void startIsReportedInOneLine(@TempDir Path data, CapturedOutput output) {
		try (RunningServer server = RunningServer.startIn(data, "--logging.level.io.movieinfo=info")) {
			assertThat(output).containsPattern(
					"Registry server is ready at http://localhost:%d, data in %s, node \\S+, epoch \\S+, 0 instances restored"
						.formatted(server.port(), data));
			assertThat(output).containsOnlyOnce("No complete state was found in the store");
		}
	}

	@Test
	void defaultsAreThoseOfTheRegistry() {
		try (RunningServer server = RunningServer.startFresh()) {
			RegistryServerProperties properties = server.bean(RegistryServerProperties.class);
			RegistryServerProperties.Lease lease = properties.lease();
			assertThat(new LeaseSettings(lease.ttl(), lease.heartbeatInterval(), lease.evictAfter(),
					properties.guard().startHold()))
				.isEqualTo(LeaseSettings.defaults());
			RegistryServerProperties.Guard guard = properties.guard();
			assertThat(new GuardSettings(guard.servicePercent(), guard.registryPercent(), guard.registryLeast(),
					guard.sessionsPercent(), guard.sessionsLeast(), guard.releasePercent()))
				.isEqualTo(GuardSettings.defaults());
			assertThat(server.bean(Prober.class)).extracting("prober").isInstanceOf(TcpProber.class);
			assertThat(properties.dataDir()).isEqualTo(Path.of("data"));
			assertThat(properties.security().mode()).isEqualTo(RegistryServerProperties.Security.Mode.LOOPBACK);
		}
	}

}
