package io.movieinfo.sample.movie;

import java.io.IOException;

import io.movieinfo.sample.provider.ThisInstance;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.Resource;

/**
 * Makes the process a provider of movies.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "movieinfo.role", havingValue = "movie")
@Import(ThisInstance.class)
public class MovieRole {

	@Bean
	Movies movies(JsonMapper json, @Value("classpath:movieinfo/movies.json") Resource data) throws IOException {
		return Movies.read(json, data);
	}

	@Bean
	MovieController movieController(Movies movies, ThisInstance thisInstance) {
		return new MovieController(movies, new Ratings(), thisInstance);
	}

}
