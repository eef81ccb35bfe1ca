package io.movieinfo.registry.server.app.security;

import java.io.IOException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.server.app.RegistryServerProperties;
import io.movieinfo.registry.server.app.RegistryServerProperties.Security.Mode;
import io.movieinfo.registry.server.app.http.HttpProblem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Holds off browsers that speak for somebody else's page, for HTTP and WebSocket alike.
 * <ul>
 * <li>A server on loopback is asked for by a loopback name. Any other {@code Host} is a
 * name that somebody made point here (DNS rebinding).</li>
 * <li>A page's {@code Origin} is the server's own. Any other one is a foreign page; what
 * is not a browser sends none.</li>
 * </ul>
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class BrowserRequestFilter extends OncePerRequestFilter {

	private static final Pattern HOST = Pattern.compile("(\\[[0-9a-f:.]+]|[^:/\\[\\]]+)(?::(\\d{1,5}))?");

	private static final Pattern LOOPBACK = Pattern
		.compile("localhost\\.?|127(\\.\\d{1,3}){3}|\\[(::1|(0{1,4}:){7}0{0,3}1)]");

	private final boolean anyHost;

	BrowserRequestFilter(RegistryServerProperties properties) {
		this.anyHost = properties.security().mode() == Mode.OPEN;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		HttpProblem problem = check(request);
		if (problem != null) {
			problem.writeTo(response);
			return;
		}
		chain.doFilter(request, response);
	}

	private @Nullable HttpProblem check(HttpServletRequest request) {
		String host = request.getHeader(HttpHeaders.HOST);
		Matcher parts = HOST.matcher((host != null) ? host.toLowerCase(Locale.ROOT) : "");
		boolean readable = parts.matches();
		if (!this.anyHost && (!readable || !LOOPBACK.matcher(parts.group(1)).matches())) {
			return refusal(HttpHeaders.HOST, host,
					"localhost or a loopback address, because the server is open to its own host only");
		}
		String origin = request.getHeader(HttpHeaders.ORIGIN);
		if (origin != null && (!readable || !isOwn(origin.toLowerCase(Locale.ROOT), request, parts))) {
			return refusal(HttpHeaders.ORIGIN, origin, "the server's own origin, or none");
		}
		return null;
	}

	private static boolean isOwn(String origin, HttpServletRequest request, Matcher host) {
		String scheme = request.isSecure() ? "https" : "http";
		String defaultPort = request.isSecure() ? "443" : "80";
		String port = (host.group(2) != null) ? host.group(2) : defaultPort;
		String own = scheme + "://" + host.group(1);
		return origin.equals(own + ":" + port) || (port.equals(defaultPort) && origin.equals(own));
	}

	private static HttpProblem refusal(String header, @Nullable String value, String expected) {
		return HttpProblem.of(HttpStatus.FORBIDDEN, HttpProblem.FORBIDDEN,
				new InvalidFieldException(header, value, expected));
	}

}
