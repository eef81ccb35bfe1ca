package io.movieinfo.sample.home;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;

/**
 * Makes the process the front page.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "movieinfo.role", havingValue = "home")
public class HomeRole {

	@Bean
	HomeController homeController(RestClient.Builder http) {
		return new HomeController(http.build());
	}

}
