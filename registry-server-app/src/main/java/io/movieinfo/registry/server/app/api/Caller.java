package io.movieinfo.registry.server.app.api;

import io.movieinfo.registry.protocol.JsonObject;
import io.movieinfo.registry.server.Actor;
import io.movieinfo.registry.server.Holder;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Who sends a request.
 */
final class Caller {

	static final String BY = "by";

	static final String REASON = "reason";

	private static final int LONGEST = 128;

	private Caller() {
	}

	/**
	 * Returns the application or person that is calling, as what the registry holds an
	 * instance through.
	 */
	static Holder holder(HttpServletRequest request) {
		String agent = request.getHeader(HttpHeaders.USER_AGENT);
		String application = (agent != null) ? agent.replaceAll("\\p{Cntrl}", " ").strip() : "";
		return Holder.request(application.substring(0, Math.min(application.length(), LONGEST)),
				request.getRemoteAddr());
	}

	/**
	 * Returns the operator that a query names.
	 */
	static Actor operator(HttpServletRequest request, Query query) {
		return operator(request, query.optionalText(BY), query.optionalText(REASON));
	}

	/**
	 * Returns the operator that a body names.
	 */
	static Actor operator(HttpServletRequest request, JsonObject body) {
		return operator(request, body.optionalText(BY), body.optionalText(REASON));
	}

	@SuppressWarnings("NullAway") // an absent reason is refused by its name
	private static Actor operator(HttpServletRequest request, @Nullable String by, @Nullable String reason) {
		return new Actor((by != null) ? by : request.getRemoteAddr(), reason);
	}

}
