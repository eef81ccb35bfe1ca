package io.movieinfo.registry.server.app.http;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.movieinfo.registry.protocol.InvalidFieldException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * Replaces Tomcat's own error pages by problems, for requests that never get as far as
 * the application. Public because Tomcat makes it from its class name.
 */
public final class ProblemReportValve extends ErrorReportValve {

	@Override
	protected void report(Request request, Response response, @Nullable Throwable throwable) {
		HttpStatus status = HttpStatus.resolve(response.getStatus());
		if (status == null || !status.isError() || response.getContentWritten() > 0 || !response.setErrorReported()) {
			return;
		}
		AtomicBoolean writable = new AtomicBoolean();
		response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, writable);
		if (!writable.get()) {
			return;
		}
		try {
			problem(status, request.getRequestURI()).writeTo(response.getResponse());
			response.finishResponse();
		}
		catch (IOException | IllegalStateException ex) {
			// whoever asked is gone, or part of another answer is out already
			this.container.getLogger().debug("No error report could be written", ex);
		}
	}

	private static HttpProblem problem(HttpStatus status, @Nullable String path) {
		if (status != HttpStatus.BAD_REQUEST) {
			return HttpProblem.of(status);
		}
		return HttpProblem.of(status, HttpProblem.BAD_REQUEST, new InvalidFieldException("request", path,
				"an HTTP request whose path, query and headers hold only the characters that HTTP allows"));
	}

}
