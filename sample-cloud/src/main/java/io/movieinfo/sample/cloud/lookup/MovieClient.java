package io.movieinfo.sample.cloud.lookup;

import org.springframework.cloud.openfeign.FeignClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/**
 * {@code movie-service} as OpenFeign calls it.
 */
@FeignClient("movie-service")
interface MovieClient {

	@GetMapping("/movies/{id}")
	String movie(@PathVariable("id") int id);

}
