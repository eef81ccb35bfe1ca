package io.movieinfo.sample.user;

import io.movieinfo.sample.provider.ThisInstance;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells about users over HTTP.
 */
@RestController
class UserController {

	private final Users users;

	private final ThisInstance thisInstance;

	UserController(Users users, ThisInstance thisInstance) {
		this.users = users;
		this.thisInstance = thisInstance;
	}

	@GetMapping("/users/{id}")
	UserAnswer user(@PathVariable int id) {
		return UserAnswer.of(this.users.get(id), this.thisInstance.id());
	}

	@ExceptionHandler
	ProblemDetail unknownUser(UnknownUserException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, ex.getMessage());
	}

}
