package io.movieinfo.registry.autoconfigure.grpc;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.movieinfo.registry.autoconfigure.GreetingService;
import io.movieinfo.registry.autoconfigure.HashingBalancer;
import io.movieinfo.registry.autoconfigure.RegistryClientAutoConfiguration;
import io.movieinfo.registry.client.RegistryClient;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.grpc.client.autoconfigure.GrpcClientAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.grpc.client.GrpcChannelFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mockito.Mockito.mock;

/**
 * Spring Boot's channels, calling real servers by name.
 */
class LoadBalancedGrpcAutoConfigurationTests {

	private static final String TARGET = "spring.grpc.client.channel.users.target=";

	private final FakeRegistryView registry = new FakeRegistryView();

	private final List<GreetingServer> servers = new ArrayList<>();

	private final ApplicationContextRunner runner = runner(this.registry);

	@AfterEach
	void stopServers() {
		this.servers.forEach(GreetingServer::close);
	}

	@Test
	void channelToAServiceCallsWhatTheBalancerPicksAndReportsIt() throws Exception {
		this.registry.with(start("a").instance(), start("b").instance());
		this.registry.inTurn = true;
		this.runner.withPropertyValues(TARGET + "registry:///user-service").run((context) -> {
			Channel users = channel(context);
			await("connections to both").until(() -> {
				String answers = greet(users) + greet(users);
				return answers.equals("ab") || answers.equals("ba");
			});
			await("their reports").until(() -> this.registry.reports.size() == this.registry.picks.get());
			this.registry.reports.clear();
			for (int i = 0; i < 10; i++) {
				assertThat(greet(users) + greet(users)).isIn("ab", "ba");
			}
			await("reports").until(() -> this.registry.reports.size() >= 20);
			assertThat(this.registry.reports).hasSize(20);
			assertThat(this.registry.reports).containsOnly("a SUCCESS", "b SUCCESS");
			assertThat(this.servers.get(0).authorities).containsOnly("127.0.0.1:" + this.servers.get(0).port());
		});
	}

	@Test
	void nameOfTheServiceItselfIsATargetToo() throws Exception {
		this.registry.with(start("a").instance());
		this.runner.run((context) -> assertThat(
				greet(context.getBean(GrpcChannelFactory.class).createChannel("registry:///user-service")))
			.isEqualTo("a"));
	}

	@Test
	void changesAreFollowed() throws Exception {
		this.registry.with(start("a").instance());
		this.runner.withPropertyValues(TARGET + "registry:///user-service").run((context) -> {
			Channel users = channel(context);
			assertThat(greet(users)).isEqualTo("a");
			this.registry.with(start("b").instance());
			await("the newer list").until(() -> greet(users).equals("b"));
			assertThat(greet(users)).isEqualTo("b");
		});
	}

	@Test
	void callFailsAsUnavailableWithTheBalancersMessageUnlessItWaitsForAnInstance() throws Exception {
		this.registry.with();
		this.runner.withPropertyValues(TARGET + "registry:///user-service").run((context) -> {
			Channel users = channel(context);
			Status status = failure(users);
			assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
			assertThat(status.getDescription())
				.contains("Service 'user-service' is known, but no instance of it is registered");
			Future<String> waiting = ClientCalls
				.futureUnaryCall(users.newCall(GreetingService.GREET, CallOptions.DEFAULT.withWaitForReady()), "me");
			assertThat(waiting).isNotDone();
			this.registry.with(start("late").instance());
			assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo("late");
		});
	}

	@Test
	void instanceThatRefusesConnectionsIsReportedAndAnotherOneAnswers() throws Exception {
		GreetingServer server = start("a");
		ServiceInstance gone = server.instance();
		server.close();
		this.registry.with(gone, start("b").instance());
		this.runner.withPropertyValues(TARGET + "registry:///user-service").run((context) -> {
			Channel users = channel(context);
			await("report").until(() -> {
				assertThat(greet(users)).isEqualTo("b");
				return this.registry.reports.contains("a CONNECT_FAILURE");
			});
		});
	}

	@Test
	void failureOfAnInstanceIsReported() throws Exception {
		this.servers.add(GreetingServer.start("a", (name) -> {
			throw Status.INTERNAL.asRuntimeException();
		}));
		this.registry.with(this.servers.get(0).instance());
		this.runner.withPropertyValues(TARGET + "registry:///user-service").run((context) -> {
			assertThat(failure(channel(context)).getCode()).isEqualTo(Status.Code.INTERNAL);
			await("report").until(() -> this.registry.reports.contains("a FAILURE"));
		});
	}

	@Test
	void serviceConfigOfTheChannelStaysInForce() throws Exception {
		AtomicInteger attempts = new AtomicInteger();
		this.servers.add(GreetingServer.start("a", (name) -> {
			if (attempts.incrementAndGet() < 3) {
				throw Status.RESOURCE_EXHAUSTED.asRuntimeException();
			}
			return "third";
		}));
		this.registry.with(this.servers.get(0).instance());
		String method = "spring.grpc.client.channel.users.service-config.method[0].";
		this.runner.withPropertyValues(TARGET + "registry:///user-service", method + "name[0].service=test.Greeting",
				method + "retry.max-attempts=3", method + "retry.initial-backoff=1ms", method + "retry.max-backoff=1ms",
				method + "retry.backoff-multiplier=1.0", method + "retry.retryable-status-codes=RESOURCE_EXHAUSTED")
			.run((context) -> {
				assertThat(greet(channel(context))).isEqualTo("third");
				await("reports").untilAsserted(() -> assertThat(this.registry.reports).containsSubsequence("a FAILURE",
						"a FAILURE", "a SUCCESS"));
			});
	}

	@Test
	void rpcsOfTheSameKeyGoToTheSameInstance() throws Exception {
		HashingBalancer balancer = new HashingBalancer().with(start("0").port())
			.with(start("1").port())
			.with(start("2").port());
		this.registry.balancer = balancer;
		this.registry.with(balancer.instances().toArray(ServiceInstance[]::new));
		this.runner
			.withPropertyValues(TARGET + "registry:///user-service",
					"registry.client.balancer.services.user-service.hash-header=X-User")
			.run((context) -> {
				Channel users = channel(context);
				for (String user : HashingBalancer.USERS) {
					String home = String.valueOf(HashingBalancer.home(user, 3));
					await("connection to its home").until(() -> greet(users, user).equals(home));
				}
				for (String user : HashingBalancer.USERS) {
					assertThat(greet(users, user)).isEqualTo(String.valueOf(HashingBalancer.home(user, 3)));
				}
				assertThat(balancer.keys()).isSubsetOf(HashingBalancer.USERS);
				greet(users);
				assertThat(balancer.keys()).endsWith(HashingBalancer.NONE);
			});
	}

	@Test
	void otherTargetsDoNotConcernTheRegistry() throws Exception {
		GreetingServer server = start("a");
		this.runner.withPropertyValues(TARGET + "static://127.0.0.1:" + server.port()).run((context) -> {
			assertThat(greet(channel(context))).isEqualTo("a");
			assertThat(this.registry.asked).isEmpty();
			assertThat(this.registry.picks).hasValue(0);
		});
	}

	@Test
	void contextsOfOneProcessHaveARegistryEach() throws Exception {
		FakeRegistryView other = new FakeRegistryView().with(start("other").instance());
		this.registry.with(start("own").instance());
		this.runner.withPropertyValues(TARGET + "registry:///user-service")
			.run((context) -> runner(other).withPropertyValues(TARGET + "registry:///user-service").run((second) -> {
				assertThat(greet(channel(context))).isEqualTo("own");
				assertThat(greet(channel(second))).isEqualTo("other");
			}));
	}

	@Test
	void targetMayNameANamespaceAndIsInTheClientsOwnOtherwise() {
		this.runner
			.withPropertyValues("registry.client.namespace=green", TARGET + "registry://blue/user-service",
					"spring.grpc.client.channel.own.target=registry:///user-service")
			.run((context) -> {
				failure(channel(context));
				failure(context.getBean(GrpcChannelFactory.class).createChannel("own"));
				assertThat(this.registry.asked).contains(new ServiceKey("blue", "user-service"),
						new ServiceKey("green", "user-service"));
			});
	}

	@Test
	void targetThatNamesNoServiceIsRefusedWhenTheChannelIsMade() {
		this.runner.withPropertyValues(TARGET + "registry:///user_service")
			.run((context) -> assertThatIllegalArgumentException().isThrownBy(() -> channel(context))
				.withMessageContaining("write registry:///user-service"));
	}

	@Test
	void disabledClientHasNothingToDoWithChannels() {
		this.runner.withPropertyValues("registry.client.enabled=false", TARGET + "registry:///user-service")
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(RegistryChannels.class);
				assertThatIllegalStateException().isThrownBy(() -> channel(context))
					.withMessageContaining("whose registry client is enabled");
			});
	}

	@Test
	void channelThatSpringBootDidNotMakeIsRefused() {
		assertThatIllegalStateException().isThrownBy(
				() -> Grpc.newChannelBuilder("registry:///user-service", InsecureChannelCredentials.create()).build())
			.withMessageContaining("GrpcChannelFactory");
	}

	@Test
	void applicationWithoutGrpcStarts() {
		this.runner.withClassLoader(new FilteredClassLoader("io.grpc", "org.springframework.grpc"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("registryGrpcChannels"));
	}

	@Test
	void applicationWithGrpcButWithoutSpringBootsClientStarts() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RegistryClientAutoConfiguration.class,
					LoadBalancedGrpcAutoConfiguration.class))
			.withBean(RegistryClient.class, () -> mock(RegistryClient.class))
			.withBean(FakeRegistryView.class, () -> this.registry)
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.grpc.client"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("registryGrpcChannels"));
	}

	private static ApplicationContextRunner runner(FakeRegistryView registry) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, RegistryClientAutoConfiguration.class,
					LoadBalancedGrpcAutoConfiguration.class, GrpcClientAutoConfiguration.class))
			.withBean(RegistryClient.class, () -> mock(RegistryClient.class))
			.withBean(FakeRegistryView.class, () -> registry);
	}

	private GreetingServer start(String id) throws IOException {
		GreetingServer server = GreetingServer.start(id);
		this.servers.add(server);
		return server;
	}

	private static ConditionFactory await(String what) {
		return Awaitility.await(what).atMost(Duration.ofSeconds(30));
	}

	private static Channel channel(ApplicationContext context) {
		return context.getBean(GrpcChannelFactory.class).createChannel("users");
	}

	private static String greet(Channel channel) {
		return GreetingService.greet(channel,
				CallOptions.DEFAULT.withDeadlineAfter(Duration.ofSeconds(30).toNanos(), TimeUnit.NANOSECONDS), "me");
	}

	private static String greet(Channel channel, String user) {
		Metadata metadata = new Metadata();
		metadata.put(Metadata.Key.of("x-user", Metadata.ASCII_STRING_MARSHALLER), user);
		return greet(ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(metadata)));
	}

	private static Status failure(Channel channel) {
		StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, () -> greet(channel));
		assertThat(failure).isNotNull();
		return failure.getStatus();
	}

}
