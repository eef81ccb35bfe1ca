package io.movieinfo.registry.server.app.http;

import java.io.IOException;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class ProblemAdviceTests {

	private final ProblemAdvice advice = new ProblemAdvice();

	private final MockHttpServletRequest request = new MockHttpServletRequest("GET", "/v1/services");

	static Stream<Exception> endsOfConnections() {
		return Stream.of(new AsyncRequestNotUsableException("the answer was not taken"), new IOException("Broken pipe"),
				new IOException("Connection reset by peer"),
				new IllegalStateException("could not write", new IOException("Broken pipe")));
	}

	@ParameterizedTest
	@MethodSource("endsOfConnections")
	void callerThatIsGoneIsNoFailureAndGetsNoAnswer(Exception ex, CapturedOutput output) {
		assertThat(this.advice.handle(ex, this.request)).isNull();
		assertThat(output).doesNotContain("ERROR", "WARN", "INFO");
	}

	@Test
	void failureOfTheServerIsLoggedAndAnswered(CapturedOutput output) {
		ResponseEntity<byte[]> answer = this.advice.handle(new IOException("No space left on device"), this.request);
		assertThat(answer).isNotNull()
			.extracting(ResponseEntity::getStatusCode)
			.isEqualTo(HttpStatus.INTERNAL_SERVER_ERROR);
		assertThat(output).contains("ERROR", "GET /v1/services failed", "No space left on device");
	}

}
