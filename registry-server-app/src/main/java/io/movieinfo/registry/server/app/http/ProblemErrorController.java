package io.movieinfo.registry.server.app.http;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Answers requests that the web server itself has refused, or that failed before or after
 * Spring MVC, as problems.
 */
@RestController
final class ProblemErrorController implements ErrorController {

	@RequestMapping("${spring.web.error.path:/error}")
	ResponseEntity<byte[]> error(HttpServletRequest request) {
		HttpStatus status = null;
		if (request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code) {
			status = HttpStatus.resolve(code);
		}
		return HttpProblem.of((status != null) ? status : HttpStatus.NOT_FOUND).toResponse();
	}

}
