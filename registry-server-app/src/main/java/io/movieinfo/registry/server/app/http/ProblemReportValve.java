package io.movieinfo.registry.server.app.http;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

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
			HttpProblem.of(status).writeTo(response.getResponse());
			response.finishResponse();
		}
		catch (IOException | IllegalStateException ex) {
			// whoever asked is gone, or part of another answer is out already
			this.container.getLogger().debug("No error report could be written", ex);
		}
	}

}
