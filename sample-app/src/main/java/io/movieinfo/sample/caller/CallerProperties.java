package io.movieinfo.sample.caller;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What a caller calls.
 *
 * @param rate how many calls a second
 * @param services the services, called in turn: {@code movie-service},
 * {@code user-service}
 * @param posts whether every other call of the movie service is a POST
 */
@ConfigurationProperties("movieinfo.caller")
record CallerProperties(@DefaultValue("220") int rate, @DefaultValue("movie-service") List<String> services,
		@DefaultValue("false") boolean posts) {

	private static final int HIGHEST_RATE = 10_000;

	CallerProperties {
		if (rate < 1 || rate > HIGHEST_RATE) {
			throw new IllegalArgumentException(
					"movieinfo.caller.rate is %d, expected 1 to %d".formatted(rate, HIGHEST_RATE));
		}
		if (services.isEmpty()) {
			throw new IllegalArgumentException("movieinfo.caller.services is empty, expected at least one service");
		}
		services = List.copyOf(services);
	}

}
