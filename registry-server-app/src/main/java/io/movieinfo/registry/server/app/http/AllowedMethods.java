package io.movieinfo.registry.server.app.http;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.ModelAndView;

/**
 * Says what may be done at a path: {@code Allow} in the same order every time, and
 * {@code Accept-Patch} only where something can be patched.
 */
final class AllowedMethods implements HandlerInterceptor {

	private static final List<String> ORDER = List.of("GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS");

	/**
	 * Returns the methods of an {@code Allow} header in order; those that are not known
	 * here come first.
	 */
	static String inOrder(String allow) {
		return Stream.of(allow.split(",", -1))
			.map(String::strip)
			.sorted(Comparator.<String>comparingInt(ORDER::indexOf).thenComparing(Comparator.naturalOrder()))
			.collect(Collectors.joining(", "));
	}

	@Override
	public void postHandle(HttpServletRequest request, HttpServletResponse response, Object handler,
			@Nullable ModelAndView unused) {
		String allow = response.getHeader(HttpHeaders.ALLOW);
		if (allow != null) {
			response.setHeader(HttpHeaders.ALLOW, inOrder(allow));
		}
		// Spring MVC sends an empty one for what knows no PATCH
		if ("".equals(response.getHeader(HttpHeaders.ACCEPT_PATCH))) {
			response.setHeader(HttpHeaders.ACCEPT_PATCH, null);
		}
	}

}
