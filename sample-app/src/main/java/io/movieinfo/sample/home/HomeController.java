package io.movieinfo.sample.home;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

/**
 * Puts the front page together from what the other services answer. They are called by
 * name: which instance answers is the registry's business.
 */
@RestController
class HomeController {

	private final RestClient http;

	HomeController(RestClient http) {
		this.http = http;
	}

	@GetMapping("/home/{userId}")
	HomePage home(@PathVariable int userId) {
		UserWithFavourites user = get(UserWithFavourites.class, "lb://user-service/users/{id}", userId);
		List<HomePage.Movie> favourites = user.favourites()
			.stream()
			.map((movie) -> get(HomePage.Movie.class, "lb://movie-service/movies/{id}", movie))
			.toList();
		return new HomePage(user.withoutFavourites(), favourites);
	}

	private <T> T get(Class<T> type, String uri, int id) {
		return Objects.requireNonNull(this.http.get().uri(uri, id).retrieve().body(type), "an empty answer");
	}

	@ExceptionHandler
	ProblemDetail notFound(HttpClientErrorException.NotFound ex) {
		ProblemDetail problem = ex.getResponseBodyAs(ProblemDetail.class);
		return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, detail(problem, ex));
	}

	@ExceptionHandler
	ProblemDetail nobodyAnswered(ResourceAccessException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, ex.getMessage());
	}

	private static String detail(@Nullable ProblemDetail problem, Exception ex) {
		String detail = (problem != null) ? problem.getDetail() : null;
		return (detail != null) ? detail : String.valueOf(ex.getMessage());
	}

}
