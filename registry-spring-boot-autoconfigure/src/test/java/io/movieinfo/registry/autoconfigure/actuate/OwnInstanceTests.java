package io.movieinfo.registry.autoconfigure.actuate;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.movieinfo.registry.client.FakeRegistry;
import io.movieinfo.registry.client.RegistryClient;
import io.movieinfo.registry.client.registration.DrainStatus;
import io.movieinfo.registry.client.registration.HealthStatus;
import io.movieinfo.registry.client.registration.Registration;
import io.movieinfo.registry.client.registration.Registration.State;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.ServiceInstance;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class OwnInstanceTests {

	private static final InstanceContent MOVIE = InstanceContent.builder("movie-service")
		.id("movie-1")
		.address("10.0.0.1")
		.port(8080)
		.weight(70)
		.build();

	private final FakeRegistry registry = FakeRegistry.start();

	private final RegistryClient client = RegistryClient.builder().serverUrls(List.of(this.registry.url())).build();

	private final OwnInstance own = new OwnInstance(this.client::registrations, 70, Duration.ofSeconds(10));

	private Registration registration = this.client.register(MOVIE, HealthStatus::healthy);

	@BeforeEach
	void connect() {
		this.client.start();
		await(() -> this.registration.state() == State.REGISTERED && listed().routable());
	}

	@AfterEach
	void close() {
		this.client.close();
		this.registry.close();
	}

	@Test
	void weightIsUpdatedOutlivesTheSessionAndGoesBackToTheConfiguredOne() {
		this.own.act("weight", "20", null);
		await(() -> weight() == 20);
		this.registry.dropAll();
		await(() -> this.client.sessionStatistics().sessions() == 2 && this.registration.state() == State.REGISTERED);
		assertThat(weight()).isEqualTo(20);
		this.own.undo("weight");
		await(() -> weight() == 70);
	}

	@Test
	void outOfServiceIsNotRoutedUntilItIsTakenBack() {
		this.own.act("out-of-service", null, null);
		await(() -> !listed().enabled());
		assertThat(listed().routable()).isFalse();
		this.own.undo("out-of-service");
		await(() -> listed().routable());
	}

	@Test
	void actionsAddUp() {
		this.own.act("out-of-service", null, null);
		this.own.act("weight", "20", null);
		await(() -> !listed().enabled() && weight() == 20);
	}

	@Test
	void actionsOfManyAtOnceAddUp() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(2);
		try {
			for (int round = 1; round <= 200; round++) {
				String weight = Integer.toString(round);
				boolean out = round % 2 == 0;
				Future<?> one = threads.submit(() -> this.own.act("weight", weight, null));
				Future<?> two = threads.submit(() -> {
					if (out) {
						this.own.act("out-of-service", null, null);
					}
					else {
						this.own.undo("out-of-service");
					}
				});
				one.get();
				two.get();
				assertThat(this.registration.content().weight()).isEqualTo(round);
				assertThat(this.registration.content().enabled()).isEqualTo(!out);
			}
		}
		finally {
			threads.shutdown();
		}
	}

	@Test
	void drainWaitsForTheAnswerAndCanBeTakenBack() {
		this.own.act("drain", null, "5s");
		assertThat(listed().draining()).isTrue();
		assertThat(this.registration.drainStatus()).extracting(DrainStatus::state)
			.isEqualTo(DrainStatus.State.ACKNOWLEDGED);
		this.own.undo("drain");
		await(() -> listed().routable());
		assertThat(this.registration.drainStatus()).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			weight         | -        | -     | weight | 1 to 1000, where 100 is normal
			weight         | ''       | -     | weight | 1 to 1000, where 100 is normal
			weight         | 0        | -     | weight | 1 to 1000, where 100 is normal
			weight         | 1001     | -     | weight | 1 to 1000, where 100 is normal
			weight         | -5       | -     | weight | 1 to 1000, where 100 is normal
			weight         | 1.5      | -     | weight | 1 to 1000, where 100 is normal
			weight         | heavy    | -     | weight | 1 to 1000, where 100 is normal
			weight         | 99999999999 | -  | weight | 1 to 1000, where 100 is normal
			drain          | -        | soon  | limit  | a duration from 0s to 300s, such as 5s
			drain          | -        | -1s   | limit  | a duration from 0s to 300s, such as 5s
			drain          | -        | 301s  | limit  | a duration from 0s to 300s, such as 5s
			drain          | -        | 9999999999999999999s | limit | a duration from 0s to 300s, such as 5s
			sleep          | -        | -     | action | one of weight, out-of-service, drain
			''             | -        | -     | action | one of weight, out-of-service, drain
			WEIGHT         | 5        | -     | action | one of weight, out-of-service, drain
			""")
	void wrongValuesAreRefusedByFieldAndChangeNothing(String action, @Nullable String weight, @Nullable String limit,
			String field, String expected) {
		assertThatExceptionOfType(InvalidFieldException.class).isThrownBy(() -> this.own.act(action, weight, limit))
			.satisfies((failure) -> {
				assertThat(failure.field()).isEqualTo(field);
				assertThat(failure.expected()).isEqualTo(expected);
			});
		assertThat(this.registration.content()).isEqualTo(MOVIE);
		assertThat(this.registration.drainStatus()).isNull();
	}

	@Test
	void unknownActionCannotBeTakenBack() {
		assertThatExceptionOfType(InvalidFieldException.class).isThrownBy(() -> this.own.undo("sleep"))
			.withMessage("action is 'sleep', expected one of weight, out-of-service, drain");
	}

	@Test
	void withoutARegistrationThereIsNothingToChange() {
		OwnInstance none = new OwnInstance(List::of, 100, Duration.ZERO);
		assertThatExceptionOfType(NothingRegisteredException.class)
			.isThrownBy(() -> none.act("out-of-service", null, null))
			.withMessageContaining("not registered");
	}

	@Test
	void supersededRegistrationIsNotChanged() {
		this.registry.supersede(MOVIE.key());
		// is told in the next session, sooner than with the next heartbeat
		this.registry.dropAll();
		await(() -> this.registration.state() == State.SUPERSEDED);
		assertThatExceptionOfType(NothingRegisteredException.class).isThrownBy(() -> this.own.act("weight", "20", null))
			.withMessageContaining("A newer process has registered movie-service/movie-1");
	}

	private ServiceInstance listed() {
		return Objects.requireNonNull(this.registry.get(MOVIE.key()));
	}

	private int weight() {
		return listed().weight();
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(5)).until(condition);
	}

}
