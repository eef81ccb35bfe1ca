package io.movieinfo.sample.movie;

import io.movieinfo.sample.provider.ThisInstance;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells about movies over HTTP.
 */
@RestController
class MovieController {

	private final Movies movies;

	private final Ratings ratings;

	private final ThisInstance thisInstance;

	MovieController(Movies movies, Ratings ratings, ThisInstance thisInstance) {
		this.movies = movies;
		this.ratings = ratings;
		this.thisInstance = thisInstance;
	}

	@GetMapping("/movies/{id}")
	MovieAnswer movie(@PathVariable int id) {
		return MovieAnswer.of(this.movies.get(id), this.thisInstance.id());
	}

	@PostMapping("/movies/{id}/ratings")
	RatingAnswer rate(@PathVariable int id, @RequestBody Rating rating) {
		Ratings.Sum sum = this.ratings.add(this.movies.get(id), rating);
		return new RatingAnswer(id, sum.ratings(), sum.average(), this.thisInstance.id());
	}

	@ExceptionHandler
	ProblemDetail unknownMovie(UnknownMovieException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, ex.getMessage());
	}

}
