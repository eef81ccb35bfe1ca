package io.movieinfo.registry.autoconfigure.registration;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import io.movieinfo.registry.autoconfigure.InvalidRegistryPropertyException;
import io.movieinfo.registry.autoconfigure.RegistryClientProperties;
import io.movieinfo.registry.client.RegistryClient;
import io.movieinfo.registry.client.registration.Registration;
import io.movieinfo.registry.client.registration.Registration.State;
import io.movieinfo.registry.client.transport.SessionState;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.Problem;
import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

/**
 * Applications that start without being registered, or fail to.
 */
@ExtendWith(OutputCaptureExtension.class)
class FailFastTests {

	private static final List<URI> URLS = List.of(URI.create("http://10.0.0.1:8761"),
			URI.create("http://10.0.0.2:8761"));

	private static final SessionState AWAY = new SessionState(false, URLS.get(1), null, Instant.EPOCH,
			"no connection, refused or unreachable");

	private final AtomicReference<ConfigurableApplicationContext> started = new AtomicReference<>();

	@AfterEach
	void closeContext() {
		ConfigurableApplicationContext context = this.started.get();
		if (context != null) {
			context.close();
		}
	}

	@Test
	void providerStartsWhileTheRegistryIsAway() {
		ConfigurableApplicationContext context = start();
		assertThat(context.isActive()).isTrue();
		assertThat(context.getBean(RegistryClient.class).session().connected()).isFalse();
	}

	@Test
	void providerThatMustBeRegisteredDoesNotStartWhileTheRegistryIsAway(CapturedOutput output) {
		assertThatExceptionOfType(NotRegisteredException.class)
			.isThrownBy(() -> start("--registry.client.registration.fail-fast=true",
					"--registry.client.registration.fail-fast-timeout=300ms"))
			.withMessageContaining("user-service")
			.withMessageContaining("http://127.0.0.1:1")
			.withMessageContaining("300 ms");
		assertThat(Objects.requireNonNull(this.started.get()).isActive()).isFalse();
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("registry.client.server-urls")
			.contains("registry.client.registration.fail-fast=false");
	}

	@Test
	void startWaitsForNothingUnlessAskedTo() {
		Registration registration = registration(State.REGISTERING, null);
		failFast(false, AWAY).check(registration);
		then(registration).should(never()).awaitRegistered(any());
	}

	@Test
	void registeredApplicationStarts() {
		Registration registration = registration(State.REGISTERED, null);
		given(registration.awaitRegistered(Duration.ofSeconds(10))).willReturn(true);
		failFast(true, AWAY).check(registration);
		then(registration).should().awaitRegistered(Duration.ofSeconds(10));
	}

	@Test
	void applicationThatStopsMeanwhileDoesNotFail() {
		failFast(true, AWAY).check(registration(State.DEREGISTERED, null));
	}

	@Test
	void absentRegistryIsNamedWithItsLastError() {
		FailureAnalysis analysis = analyse(registration(State.REGISTERING, null), AWAY);
		assertThat(analysis.getDescription()).contains("http://10.0.0.1:8761")
			.contains("http://10.0.0.2:8761")
			.contains("no connection, refused or unreachable");
		assertThat(analysis.getAction()).contains("registry.client.registration.fail-fast=false");
	}

	@Test
	void silentRegistryIsNamed() {
		SessionState connected = new SessionState(true, URLS.get(0), "node-1", Instant.EPOCH, null);
		assertThat(analyse(registration(State.REGISTERING, null), connected).getDescription())
			.contains("http://10.0.0.1:8761 is connected, but has not answered within 10000 ms");
	}

	@Test
	void refusalIsNamedAndToBeCorrected() {
		FailureAnalysis analysis = analyse(
				registration(State.REGISTERING, Problem.of(Problem.INVALID_FIELD, "weight is bad")), AWAY);
		assertThat(analysis.getDescription()).contains("weight is bad").contains(Problem.INVALID_FIELD);
		assertThat(analysis.getAction()).contains("registry.client.instance.*").doesNotContain("Start the registry");
	}

	@Test
	void idOfAnotherProcessIsNamed() {
		FailureAnalysis analysis = analyse(registration(State.SUPERSEDED, null), AWAY);
		assertThat(analysis.getDescription()).contains("another, newer process").contains("user-1");
		assertThat(analysis.getAction()).contains("registry.client.instance.id");
	}

	@Test
	void timeLimitMustBePositive() {
		assertThatExceptionOfType(InvalidRegistryPropertyException.class)
			.isThrownBy(() -> new FailFast(properties(true, Duration.ZERO), URLS, () -> AWAY))
			.withMessageContaining("registry.client.registration.fail-fast-timeout")
			.withMessageContaining("positive");
	}

	private ConfigurableApplicationContext start(String... arguments) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.SERVLET)
			.initializers((GenericApplicationContext context) -> this.started.set(context))
			.properties("spring.application.name=user-service", "server.port=0", "server.address=127.0.0.1",
					"registry.client.server-urls=http://127.0.0.1:1")
			.run(arguments);
	}

	private static FailureAnalysis analyse(Registration registration, SessionState session) {
		NotRegisteredException failure = catchFailure(registration, session);
		return Objects.requireNonNull(new NotRegisteredFailureAnalyzer().analyze(failure));
	}

	private static NotRegisteredException catchFailure(Registration registration, SessionState session) {
		try {
			failFast(true, session).check(registration);
		}
		catch (NotRegisteredException ex) {
			return ex;
		}
		throw new AssertionError("did not fail");
	}

	private static FailFast failFast(boolean enabled, SessionState session) {
		return new FailFast(properties(enabled, Duration.ofSeconds(10)), URLS, () -> session);
	}

	private static RegistryClientProperties.Registration properties(boolean failFast, Duration timeout) {
		return new RegistryClientProperties.Registration(true, failFast, timeout, Duration.ofSeconds(2));
	}

	private static Registration registration(State state, @Nullable Problem refusal) {
		Registration registration = mock(Registration.class);
		given(registration.key()).willReturn(new InstanceKey(new ServiceKey("default", "user-service"), "user-1"));
		given(registration.state()).willReturn(state);
		given(registration.refusal()).willReturn(refusal);
		return registration;
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
