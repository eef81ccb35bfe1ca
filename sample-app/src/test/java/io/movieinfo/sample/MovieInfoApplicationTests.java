package io.movieinfo.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

/**
 * The three roles by themselves, without a registry.
 */
class MovieInfoApplicationTests {

	private static final String NO_REGISTRY = "--registry.client.enabled=false";

	private final HttpClient http = HttpClient.newHttpClient();

	@ParameterizedTest
	@ValueSource(strings = { "", "hom", "HOME" })
	void wrongRoleFailsTheStartAndNamesTheChoices(String role) {
		assertThatExceptionOfType(UnknownRoleException.class)
			.isThrownBy(() -> MovieInfoApplication.create().run("--movieinfo.role=" + role, NO_REGISTRY))
			.withMessageContaining("'" + role + "'")
			.withMessageContaining("home, user, movie");
	}

	@Test
	void analysisOfWrongRoleSaysWhatToWrite() {
		assertThat(new UnknownRoleFailureAnalyzer().analyze(new UnknownRoleException("hom")))
			.extracting(FailureAnalysis::getAction, STRING)
			.contains("--movieinfo.role=ROLE", "home, user, movie");
	}

	@ParameterizedTest
	@CsvSource({ "movie, /movies/7, Seven Samurai", "user, /users/6, Fan" })
	void providerAnswersAndNamesItself(String role, String path, String expected) throws Exception {
		try (ConfigurableApplicationContext context = run(role, "--registry.client.instance.id=first")) {
			HttpResponse<String> response = get(context, path);
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.body()).contains(expected, "\"instance\":\"first\"");
		}
	}

	@Test
	void providerWithoutIdNamesServiceAndPort() throws Exception {
		try (ConfigurableApplicationContext context = run("movie")) {
			assertThat(get(context, "/movies/1").body())
				.contains("\"instance\":\"movie-service:" + port(context) + "\"");
		}
	}

	@ParameterizedTest
	@CsvSource({ "movie, /movies/99, There is no movie 99", "user, /users/99, There is no user 99" })
	void unknownIdIsNotFoundProblem(String role, String path, String detail) throws Exception {
		try (ConfigurableApplicationContext context = run(role)) {
			HttpResponse<String> response = get(context, path);
			assertThat(response.statusCode()).isEqualTo(404);
			assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
			assertThat(response.body()).contains(detail);
		}
	}

	@Test
	void ratingsOfAMovieAreCountedAndAveraged() throws Exception {
		try (ConfigurableApplicationContext context = run("movie", "--registry.client.instance.id=first")) {
			assertThat(rate(context, 7, 5).statusCode()).isEqualTo(200);
			assertThat(rate(context, 7, 2).body()).contains("\"movie\":7", "\"ratings\":2", "\"stars\":3.5",
					"\"instance\":\"first\"");
			assertThat(rate(context, 7, 6).statusCode()).isEqualTo(400);
			assertThat(rate(context, 99, 5).statusCode()).isEqualTo(404);
		}
	}

	@Test
	void everyFavouriteIsAMovie() throws Exception {
		try (ConfigurableApplicationContext users = run("user"); ConfigurableApplicationContext movies = run("movie")) {
			for (int user = 1; user <= 12; user++) {
				String favourites = get(users, "/users/" + user).body().replaceAll(".*\\[(.+)].*", "$1");
				for (String movie : favourites.split(",", -1)) {
					assertThat(get(movies, "/movies/" + movie).statusCode()).isEqualTo(200);
				}
			}
		}
	}

	private static ConfigurableApplicationContext run(String role, String... arguments) {
		String[] all = new String[arguments.length + 2];
		all[0] = "--movieinfo.role=" + role;
		all[1] = NO_REGISTRY;
		System.arraycopy(arguments, 0, all, 2, arguments.length);
		return MovieInfoApplication.create().run(all);
	}

	private HttpResponse<String> get(ConfigurableApplicationContext context, String path)
			throws IOException, InterruptedException {
		URI uri = URI.create("http://localhost:" + port(context) + path);
		return this.http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
	}

	private HttpResponse<String> rate(ConfigurableApplicationContext context, int movie, int stars)
			throws IOException, InterruptedException {
		URI uri = URI.create("http://localhost:%s/movies/%d/ratings".formatted(port(context), movie));
		return this.http.send(HttpRequest.newBuilder(uri)
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString("{\"stars\":%d}".formatted(stars)))
			.build(), HttpResponse.BodyHandlers.ofString());
	}

	private static String port(ConfigurableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.server.port");
	}

}
