package io.movieinfo.registry.server.app.http;

import java.util.Collections;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpHeaders;

/**
 * How a caller takes what it asks for.
 */
public final class ContentCodings {

	/** The one coding that this server uses. */
	public static final String GZIP = "gzip";

	private ContentCodings() {
	}

	/**
	 * Whether an answer may be compressed by {@link #GZIP}.
	 */
	public static boolean acceptsGzip(HttpServletRequest request) {
		boolean any = false;
		for (String header : Collections.list(request.getHeaders(HttpHeaders.ACCEPT_ENCODING))) {
			for (String each : header.split(",", -1)) {
				String[] parts = each.split(";", 2);
				String coding = parts[0].strip();
				boolean refused = parts.length > 1 && parts[1].strip().matches("[qQ]=0(\\.0*)?");
				if (coding.equalsIgnoreCase(GZIP) || coding.equalsIgnoreCase("x-gzip")) {
					return !refused;
				}
				any |= coding.equals("*") && !refused;
			}
		}
		return any;
	}

}
