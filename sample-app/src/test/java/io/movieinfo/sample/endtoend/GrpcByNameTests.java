package io.movieinfo.sample.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.grpc.Channel;
import io.movieinfo.sample.MovieInfoApplication;
import movieinfo.api.UsersGrpc;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.grpc.client.GrpcChannelFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The user service over gRPC, called by name all the time, while its instances come and
 * go. Nobody is taken for ill or dead because the machine is slow.
 */
class GrpcByNameTests {

	@TempDir
	private static Path directory;

	private static ServerProcess server;

	private final List<ConfigurableApplicationContext> applications = new ArrayList<>();

	private ConfigurableApplicationContext home;

	@BeforeAll
	static void startServer() throws IOException {
		server = new ServerProcess(directory);
		server.start("--registry.server.lease.heartbeat-interval=10s", "--registry.server.lease.ttl=1m");
	}

	@AfterAll
	static void stopServer() {
		server.close();
	}

	@BeforeEach
	void startCaller() {
		this.home = run("home", "home-1");
	}

	@AfterEach
	void stopApplications() {
		this.applications.forEach(ConfigurableApplicationContext::close);
	}

	@Test
	void callsAreSpreadOverAllInstances() {
		run("user", "user-1");
		run("user", "user-2");
		try (UserCalls calls = new UserCalls(withoutRetries())) {
			within().until(() -> calls.answeredBy("user-1") > 0 && calls.answeredBy("user-2") > 0);
			int first = calls.answeredBy("user-1");
			int second = calls.answeredBy("user-2");
			within().until(() -> calls.answeredBy("user-1") > first + 50);
			double share = (double) (calls.answeredBy("user-2") - second) / (calls.answeredBy("user-1") - first);
			assertThat(share).isBetween(0.8, 1.25);
		}
	}

	@Test
	void rollingRestartFailsNoCall() {
		ConfigurableApplicationContext first = run("user", "user-1");
		ConfigurableApplicationContext second = run("user", "user-2");
		try (UserCalls calls = new UserCalls(withoutRetries())) {
			within().until(() -> calls.answeredBy("user-1") > 10 && calls.answeredBy("user-2") > 10);
			int before = calls.answeredBy("user-1") + calls.answeredBy("user-2");
			first.close();
			run("user", "user-3");
			within().until(() -> calls.answeredBy("user-3") > 10);
			second.close();
			run("user", "user-4");
			within().until(() -> calls.answeredBy("user-4") > 10);
			assertThat(calls.failures()).isEmpty();
			assertThat(calls.answeredBy("user-1") + calls.answeredBy("user-2")).isGreaterThan(before);
		}
	}

	@Test
	void killedInstanceFailsNoCallThatMayBeRepeated() throws Exception {
		run("user", "user-1");
		Process killed = process("user-2");
		try (UserCalls calls = new UserCalls(this.home.getBean(UsersGrpc.UsersBlockingStub.class))) {
			within().until(() -> {
				if (!killed.isAlive()) {
					throw new IllegalStateException("user-2 has ended:\n" + Files.readString(log("user-2")));
				}
				return calls.answeredBy("user-1") > 10 && calls.answeredBy("user-2") > 10;
			});
			killed.destroyForcibly().onExit().join();
			int before = calls.answeredBy("user-1");
			within().until(() -> calls.answeredBy("user-1") > before + 100);
			assertThat(calls.failures()).isEmpty();
		}
		finally {
			killed.destroyForcibly();
		}
	}

	/**
	 * The application's own client repeats calls that break off; this one shows each.
	 */
	private UsersGrpc.UsersBlockingStub withoutRetries() {
		Channel channel = this.home.getBean(GrpcChannelFactory.class).createChannel("registry:///user-service");
		return UsersGrpc.newBlockingStub(channel);
	}

	private ConfigurableApplicationContext run(String role, String id) {
		ConfigurableApplicationContext application = MovieInfoApplication.create().run(arguments(role, id));
		this.applications.add(application);
		return application;
	}

	private static Process process(String id) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-cp", System.getProperty("java.class.path"), MovieInfoApplication.class.getName()));
		command.addAll(List.of(arguments("user", id)));
		return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log(id).toFile()).start();
	}

	private static Path log(String id) {
		return directory.resolve(id + ".log");
	}

	private static String[] arguments(String role, String id) {
		return new String[] { "--movieinfo.role=" + role, "--registry.client.instance.id=" + id,
				"--registry.client.server-urls=" + server.url(), "--registry.client.instance.address=127.0.0.1",
				"--registry.client.discovery.cache.enabled=false", "--registry.client.health.timeout=1m",
				"--registry.client.drain.timeout=1m",
				// so that it is known what share each is due
				"--registry.client.balancer.strategy=round-robin" };
	}

	private static ConditionFactory within() {
		return Awaitility.await().atMost(Duration.ofMinutes(5));
	}

}
