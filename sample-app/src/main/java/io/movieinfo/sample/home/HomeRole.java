package io.movieinfo.sample.home;

import movieinfo.api.UsersGrpc;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.grpc.client.ImportGrpcClients;
import org.springframework.web.client.RestClient;

/**
 * Makes the process the front page.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "movieinfo.role", havingValue = "home")
@ImportGrpcClients(target = "users", types = UsersGrpc.UsersBlockingStub.class)
public class HomeRole {

	@Bean
	HomeController homeController(UsersGrpc.UsersBlockingStub users, RestClient.Builder http) {
		return new HomeController(users, http.build());
	}

}
