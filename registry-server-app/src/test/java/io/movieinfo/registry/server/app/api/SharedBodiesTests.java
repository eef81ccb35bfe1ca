package io.movieinfo.registry.server.app.api;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Bodies that are made once for all who ask the same at the same time.
 */
class SharedBodiesTests {

	private final SharedBodies bodies = new SharedBodies();

	private final AtomicInteger made = new AtomicInteger();

	@Test
	void bodyIsMadeOnceForAllWhoAskTheSame() {
		SharedBodies.Body first = this.bodies.get("a", this::json);
		SharedBodies.Body second = this.bodies.get("a", this::json);
		assertThat(this.made).hasValue(0);
		assertThat(second.plain()).isSameAs(first.plain()).asString().isEqualTo("json 1");
		assertThat(second.compressed()).isSameAs(first.compressed());
		assertThat(this.made).hasValue(1);
	}

	@Test
	void anotherQuestionHasAnotherBody() {
		assertThat(this.bodies.get("a", this::json).plain()).isNotEqualTo(this.bodies.get("b", this::json).plain());
	}

	@Test
	void compressedBodyHoldsThePlainOne() throws IOException {
		SharedBodies.Body body = this.bodies.get("a", this::json);
		try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(body.compressed()))) {
			assertThat(gzip.readAllBytes()).isEqualTo(body.plain());
		}
	}

	private byte[] json() {
		return ("json " + this.made.incrementAndGet()).getBytes(StandardCharsets.UTF_8);
	}

}
