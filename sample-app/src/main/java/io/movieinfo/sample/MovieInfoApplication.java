package io.movieinfo.sample;

import io.movieinfo.sample.caller.CallerRole;
import io.movieinfo.sample.home.HomeRole;
import io.movieinfo.sample.movie.MovieRole;
import io.movieinfo.sample.user.UserRole;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * Runs one of MovieInfo's applications, chosen by the property {@code movieinfo.role}:
 * {@code home} answers people, with what it asks {@code user} and {@code movie} for;
 * {@code caller} stands for any number of users.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ CallerRole.class, HomeRole.class, MovieRole.class, UserRole.class })
public class MovieInfoApplication {

	public static void main(String[] args) {
		create().run(args);
	}

	/**
	 * Returns the application, ready to run any number of times. A wrong or missing role
	 * fails its start with an {@link UnknownRoleException}.
	 */
	public static SpringApplication create() {
		SpringApplication application = new SpringApplication(MovieInfoApplication.class);
		application.addInitializers((context) -> Role.of(context.getEnvironment()));
		return application;
	}

}
