package io.movieinfo.sample.cloud.lookup;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientBuilderConfigurer;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.cloud.openfeign.EnableFeignClients;
import org.springframework.context.annotation.Bean;
import org.springframework.web.client.RestClient;

/**
 * Runs an application without a web server that asks for movies with OpenFeign and with a
 * {@code @LoadBalanced} {@code RestClient}. Nothing in it knows of the registry but its
 * properties.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableFeignClients
public class LookupApplication {

	public static void main(String[] args) {
		create().run(args);
	}

	/**
	 * Returns the application, ready to run any number of times.
	 */
	public static SpringApplication create() {
		SpringApplication application = new SpringApplication(LookupApplication.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setAdditionalProfiles("lookup");
		return application;
	}

	@Bean
	@LoadBalanced
	RestClient.Builder loadBalancedBuilder(RestClientBuilderConfigurer configurer) {
		return configurer.configure(RestClient.builder());
	}

	@Bean
	MovieLookup movieLookup(MovieClient feign, @LoadBalanced RestClient.Builder builder) {
		return new MovieLookup(feign, builder.baseUrl("http://movie-service").build());
	}

}
