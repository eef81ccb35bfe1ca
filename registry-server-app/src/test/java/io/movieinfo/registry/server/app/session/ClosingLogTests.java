package io.movieinfo.registry.server.app.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.movieinfo.registry.server.Registry;
import jakarta.websocket.CloseReason.CloseCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the log says of sessions that the server ends.
 */
class ClosingLogTests {

	private final Logger log = (Logger) LoggerFactory.getLogger(Sessions.class);

	private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

	private final Registry registry = Registry.builder().build();

	private final Sessions sessions = new Sessions(this.registry, System::nanoTime,
			Executors::newSingleThreadScheduledExecutor);

	private final OpenSession session = this.sessions.open(new DeafConnection());

	@BeforeEach
	void start() {
		this.registry.start();
		this.log.setLevel(Level.DEBUG);
		this.lines.start();
		this.log.addAppender(this.lines);
	}

	@AfterEach
	void stop() {
		this.log.detachAppender(this.lines);
		this.log.setLevel(null);
		this.session.release();
		this.registry.close();
	}

	@Test
	void endOfAClientsSessionIsNews() {
		byte[] hello = RawClient.HELLO.getBytes(StandardCharsets.UTF_8);
		this.session.read(hello, true);
		this.session.check(-1, 0);
		assertThat(this.lines.list).singleElement().satisfies((line) -> {
			assertThat(line.getLevel()).isEqualTo(Level.INFO);
			assertThat(line.getFormattedMessage()).startsWith("Closing the session of test (p-1) from 10.0.0.1:1234");
		});
	}

	@Test
	void endOfAConnectionThatNeverSaidWhoItIsIsNone() {
		this.session.check(-1, 0);
		assertThat(this.lines.list).singleElement().satisfies((line) -> {
			assertThat(line.getLevel()).isEqualTo(Level.DEBUG);
			assertThat(line.getFormattedMessage()).startsWith("Closing a session without hello from 10.0.0.1:1234");
		});
	}

	@Test
	void endOfThousandsIsABoundedNumberOfLinesAndANumber() {
		this.log.setLevel(Level.INFO);
		AtomicLong now = new AtomicLong();
		ClosingLog closing = new ClosingLog(now::get);
		this.session.read(RawClient.HELLO.getBytes(StandardCharsets.UTF_8), true);
		for (int i = 0; i < 10_000; i++) {
			closing.closing(this.session, "nothing was heard");
		}
		assertThat(this.lines.list).hasSize(ClosingLog.MOST);
		now.addAndGet(Duration.ofSeconds(10).toNanos());
		closing.tick();
		closing.tick();
		assertThat(this.lines.list).hasSize(ClosingLog.MOST + 1);
		assertThat(this.lines.list.get(ClosingLog.MOST).getFormattedMessage())
			.isEqualTo("Closed 9900 more sessions within 10 s");
	}

	private static final class DeafConnection implements Connection {

		@Override
		public void send(ByteBuffer message, Consumer<@Nullable Throwable> sent) {
		}

		@Override
		public void close(CloseCode code, String reason) {
		}

		@Override
		public String remote() {
			return "10.0.0.1:1234";
		}

	}

}
