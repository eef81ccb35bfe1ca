package io.movieinfo.sample.cloud.gateway;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/**
 * Runs a Spring Cloud Gateway that leads {@code /movies/**} to {@code movie-service}. Its
 * routes, in {@code application-gateway.properties}, name services as they do with any
 * other registry.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class GatewayApplication {

	public static void main(String[] args) {
		create().run(args);
	}

	/**
	 * Returns the application, ready to run any number of times.
	 */
	public static SpringApplication create() {
		SpringApplication application = new SpringApplication(GatewayApplication.class);
		application.setWebApplicationType(WebApplicationType.REACTIVE);
		application.setAdditionalProfiles("gateway");
		return application;
	}

}
