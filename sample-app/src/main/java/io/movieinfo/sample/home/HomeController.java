package io.movieinfo.sample.home;

import java.util.List;
import java.util.Objects;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import movieinfo.api.UserReply;
import movieinfo.api.UserRequest;
import movieinfo.api.UsersGrpc;
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
 * Puts the front page together from what the other services answer, users over gRPC and
 * movies over HTTP. They are called by name: which instance answers is the registry's
 * business.
 */
@RestController
class HomeController {

	private final UsersGrpc.UsersBlockingStub users;

	private final RestClient http;

	HomeController(UsersGrpc.UsersBlockingStub users, RestClient http) {
		this.users = users;
		this.http = http;
	}

	@GetMapping("/home/{userId}")
	HomePage home(@PathVariable int userId) {
		UserReply user = this.users.getUser(UserRequest.newBuilder().setId(userId).build());
		List<HomePage.Movie> favourites = user.getFavouritesList().stream().map(this::movie).toList();
		return new HomePage(new HomePage.User(user.getId(), user.getName(), user.getInstance()), favourites);
	}

	private HomePage.Movie movie(int id) {
		return Objects.requireNonNull(
				this.http.get().uri("lb://movie-service/movies/{id}", id).retrieve().body(HomePage.Movie.class),
				"an empty answer");
	}

	@ExceptionHandler
	ProblemDetail noUser(StatusRuntimeException ex) {
		HttpStatus status = (ex.getStatus().getCode() == Status.Code.NOT_FOUND) ? HttpStatus.NOT_FOUND
				: HttpStatus.SERVICE_UNAVAILABLE;
		String description = ex.getStatus().getDescription();
		return ProblemDetail.forStatusAndDetail(status, (description != null) ? description : ex.getMessage());
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
