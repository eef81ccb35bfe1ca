package io.movieinfo.sample.cloud.lookup;

import org.jspecify.annotations.Nullable;

import org.springframework.web.client.RestClient;

/**
 * Asks {@code movie-service} for movies, in two ways. Both return its answer as it came.
 */
public final class MovieLookup {

	private final MovieClient feign;

	private final RestClient loadBalanced;

	MovieLookup(MovieClient feign, RestClient loadBalanced) {
		this.feign = feign;
		this.loadBalanced = loadBalanced;
	}

	public String withFeign(int id) {
		return this.feign.movie(id);
	}

	public @Nullable String withRestClient(int id) {
		return this.loadBalanced.get().uri("/movies/{id}", id).retrieve().body(String.class);
	}

}
