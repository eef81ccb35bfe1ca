package io.movieinfo.sample.architecture.broken.autoconfigure.actuate;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Breaks a rule on purpose.
 */
@AutoConfiguration
public class HiddenAutoConfiguration {

	@Bean
	public String bean() {
		return "bean";
	}

}
