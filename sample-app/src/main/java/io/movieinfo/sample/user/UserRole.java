package io.movieinfo.sample.user;

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
 * Makes the process a provider of users.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "movieinfo.role", havingValue = "user")
@Import(ThisInstance.class)
public class UserRole {

	@Bean
	Users users(JsonMapper json, @Value("classpath:movieinfo/users.json") Resource data) throws IOException {
		return Users.read(json, data);
	}

	@Bean
	UserController userController(Users users, ThisInstance thisInstance) {
		return new UserController(users, thisInstance);
	}

	@Bean
	UserGrpcService userGrpcService(Users users, ThisInstance thisInstance) {
		return new UserGrpcService(users, thisInstance);
	}

}
