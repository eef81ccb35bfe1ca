package io.movieinfo.registry.server.app.session;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.movieinfo.registry.protocol.Limits;
import io.movieinfo.registry.protocol.Problem;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FrameReaderTests {

	private final List<String> messages = new ArrayList<>();

	private final List<Problem> problems = new ArrayList<>();

	private final FrameReader reader = new FrameReader(new FrameReader.Receiver() {

		@Override
		public void received(byte[] message) {
			FrameReaderTests.this.messages.add(new String(message, StandardCharsets.UTF_8));
		}

		@Override
		public void refused(Problem problem) {
			FrameReaderTests.this.problems.add(problem);
		}

	});

	@Test
	void partsArePutTogether() {
		read("a", false);
		read("", false);
		read("bc", true);
		read("d", true);
		assertThat(this.messages).containsExactly("abc", "d");
	}

	@Test
	void messageOfExactlyTheLimitIsTaken() {
		read("x".repeat(Limits.MAX_FRAME_BYTES - 1), false);
		read("x", true);
		assertThat(this.messages).hasSize(1);
		assertThat(this.problems).isEmpty();
	}

	@Test
	void longerMessageIsRefusedOnceAndForgotten() {
		read("x".repeat(Limits.MAX_FRAME_BYTES), false);
		read("x", false);
		read("x", true);
		read("next", true);
		assertThat(this.problems).singleElement()
			.satisfies((problem) -> assertThat(problem.value()).isEqualTo("65538 bytes"));
		assertThat(this.messages).containsExactly("next");
	}

	@Test
	void endlessMessageIsGivenUp() {
		byte[] part = new byte[1024 * 1024];
		boolean goOn = true;
		int parts = 0;
		while (goOn) {
			goOn = this.reader.read(part, false);
			parts++;
		}
		assertThat(parts).isEqualTo(17);
	}

	private void read(String part, boolean last) {
		assertThat(this.reader.read(part.getBytes(StandardCharsets.UTF_8), last)).isTrue();
	}

}
