package io.movieinfo.registry.autoconfigure.cloud;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import io.movieinfo.registry.autoconfigure.HashingBalancer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The header that is a request's key, with Spring Cloud's clients.
 */
class HashKeyTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private static final URI USERS = URI.create("http://user-service/");

	private static final String NO_RETRIES = "spring.cloud.loadbalancer.retry.enabled=false";

	private final List<PortServer> servers = List.of(new PortServer(), new PortServer(), new PortServer());

	private final HashingBalancer balancer = new HashingBalancer();

	private final ApplicationContextRunner runner = CloudRunner.with(this.balancer)
		.withUserConfiguration(Clients.class)
		.withPropertyValues("registry.client.balancer.services.user-service.hash-header=X-User");

	HashKeyTests() {
		this.servers.forEach((server) -> this.balancer.with(server.port()));
	}

	@AfterEach
	void closeServers() {
		this.servers.forEach(PortServer::close);
	}

	@Test
	void requestsOfTheSameKeyGoToTheSameInstance() {
		for (String retries : List.of("any=thing", NO_RETRIES)) {
			this.runner.withPropertyValues(retries).run((context) -> {
				RestClient rest = context.getBean(RestClient.Builder.class).build();
				WebClient web = context.getBean(WebClient.Builder.class).build();
				for (String user : HashingBalancer.USERS) {
					String home = this.servers.get(HashingBalancer.home(user, 3)).answer();
					assertThat(rest.get().uri(USERS).header("x-user", user).retrieve().body(String.class))
						.isEqualTo(home);
					assertThat(
							web.get().uri(USERS).header("x-user", user).retrieve().bodyToMono(String.class).block(LONG))
						.isEqualTo(home);
				}
			});
		}
		assertThat(this.balancer.keys()).hasSize(4 * HashingBalancer.USERS.size()).isSubsetOf(HashingBalancer.USERS);
	}

	@Test
	void requestsWithoutAKeyGoAnywhere() {
		this.runner.run((context) -> {
			assertThat(context.getBean(RestTemplate.class).getForObject(USERS, String.class)).isNotNull();
			assertThat(this.balancer.keys()).containsExactly(HashingBalancer.NONE);
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class Clients {

		@Bean
		@LoadBalanced
		RestClient.Builder rest() {
			return RestClient.builder();
		}

		@Bean
		@LoadBalanced
		RestTemplate restTemplate() {
			return new RestTemplate();
		}

		@Bean
		@LoadBalanced
		WebClient.Builder web() {
			return WebClient.builder().clientConnector(new JdkClientHttpConnector());
		}

	}

}
