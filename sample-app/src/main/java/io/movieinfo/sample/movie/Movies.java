package io.movieinfo.sample.movie;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.Resource;

/**
 * All movies, in memory. Immutable.
 */
final class Movies {

	private final Map<Integer, Movie> byId;

	private Movies(Map<Integer, Movie> byId) {
		this.byId = byId;
	}

	static Movies read(JsonMapper json, Resource data) throws IOException {
		try (InputStream in = data.getInputStream()) {
			return new Movies(Arrays.stream(json.readValue(in, Movie[].class))
				.collect(Collectors.toUnmodifiableMap(Movie::id, Function.identity())));
		}
	}

	/**
	 * Returns a movie.
	 * @throws UnknownMovieException if there is none
	 */
	Movie get(int id) {
		Movie movie = this.byId.get(id);
		if (movie == null) {
			throw new UnknownMovieException(id, this.byId.size());
		}
		return movie;
	}

}
