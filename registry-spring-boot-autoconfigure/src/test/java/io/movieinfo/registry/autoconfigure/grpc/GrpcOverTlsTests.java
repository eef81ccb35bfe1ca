package io.movieinfo.registry.autoconfigure.grpc;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManager;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.movieinfo.registry.autoconfigure.GreetingService;
import io.movieinfo.registry.autoconfigure.RegistryClientAutoConfiguration;
import io.movieinfo.registry.client.RegistryClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.grpc.client.autoconfigure.GrpcClientAutoConfiguration;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.jks.JksSslStoreBundle;
import org.springframework.boot.ssl.jks.JksSslStoreDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.grpc.client.GrpcChannelFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mockito.Mockito.mock;

/**
 * A service over TLS, called by a channel that Spring Boot has given an SSL bundle.
 */
class GrpcOverTlsTests {

	private static final String PASSWORD = "changeit";

	private static final String CHANNEL = "spring.grpc.client.channel.users.";

	private final FakeRegistryView registry = new FakeRegistryView();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, RegistryClientAutoConfiguration.class,
				LoadBalancedGrpcAutoConfiguration.class, GrpcClientAutoConfiguration.class))
		.withBean(RegistryClient.class, () -> mock(RegistryClient.class))
		.withBean(FakeRegistryView.class, () -> this.registry)
		.withPropertyValues(CHANNEL + "target=registry:///user-service");

	/** Of a server on loopback; as a trust store it trusts that server. */
	@SuppressWarnings("NullAway.Init")
	private static Path keys;

	/** Of a server elsewhere. */
	@SuppressWarnings("NullAway.Init")
	private static Path keysOfAnotherAddress;

	@BeforeAll
	static void makeKeys(@TempDir Path directory) throws Exception {
		keys = makeKeys(directory, "127.0.0.1");
		keysOfAnotherAddress = makeKeys(directory, "127.0.0.2");
	}

	@Test
	void channelWithAnSslBundleCallsInstancesOverTls() throws Exception {
		try (GreetingServer server = GreetingServer.start("a", keyManagers(keys))) {
			this.registry.with(server.instance());
			trusting(keys).withPropertyValues(CHANNEL + "ssl.bundle=users").run((context) -> {
				assertThat(greet(context)).isEqualTo("a");
				assertThat(server.authorities).containsExactly("127.0.0.1:" + server.port());
			});
		}
	}

	@Test
	void certificateHasToNameTheInstancesOwnAddress() throws Exception {
		try (GreetingServer server = GreetingServer.start("a", keyManagers(keysOfAnotherAddress))) {
			this.registry.with(server.instance());
			trusting(keysOfAnotherAddress).withPropertyValues(CHANNEL + "ssl.bundle=users").run((context) -> {
				assertThat(failure(context).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
				assertThat(this.registry.reports).contains("a CONNECT_FAILURE");
				assertThat(server.authorities).isEmpty();
			});
		}
	}

	@Test
	void channelWithoutAnSslBundleDoesNotSpeakTlsWhateverTheInstanceSays() throws Exception {
		try (GreetingServer server = GreetingServer.start("a", keyManagers(keys))) {
			this.registry.with(server.instance());
			this.runner.run((context) -> {
				assertThat(failure(context).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
				assertThat(server.authorities).isEmpty();
			});
		}
	}

	private ApplicationContextRunner trusting(Path keys) {
		return this.runner.withPropertyValues("spring.ssl.bundle.jks.users.truststore.location=file:" + keys,
				"spring.ssl.bundle.jks.users.truststore.password=" + PASSWORD);
	}

	private static String greet(ApplicationContext context) {
		Channel users = context.getBean(GrpcChannelFactory.class).createChannel("users");
		return GreetingService.greet(users,
				CallOptions.DEFAULT.withDeadlineAfter(Duration.ofSeconds(30).toNanos(), TimeUnit.NANOSECONDS), "me");
	}

	private static Status failure(ApplicationContext context) {
		StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, () -> greet(context));
		assertThat(failure).isNotNull();
		return failure.getStatus();
	}

	private static KeyManager[] keyManagers(Path keys) {
		return SslBundle
			.of(new JksSslStoreBundle(JksSslStoreDetails.forLocation("file:" + keys).withPassword(PASSWORD), null))
			.getManagers()
			.getKeyManagers();
	}

	private static Path makeKeys(Path directory, String address) throws Exception {
		Path made = directory.resolve(address + ".p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "server", "-keyalg", "EC", "-validity", "2", "-dname", "CN=server", "-ext",
				"san=ip:" + address, "-storetype", "PKCS12", "-keystore", made.toString(), "-storepass", PASSWORD)
			.redirectErrorStream(true)
			.start();
		assertThat(new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).doesNotContain("error");
		assertThat(keytool.waitFor()).isZero();
		return made;
	}

}
