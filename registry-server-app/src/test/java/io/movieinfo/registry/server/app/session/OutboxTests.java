package io.movieinfo.registry.server.app.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.MessageCodec;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.protocol.WatchFrame;
import jakarta.websocket.CloseReason.CloseCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OutboxTests {

	private final FakeConnection connection = new FakeConnection();

	private final AtomicLong now = new AtomicLong(1);

	private final List<String> failures = new ArrayList<>();

	private final Outbox outbox = new Outbox(this.connection, this.now::get, this.failures::add);

	@Test
	void oneMessageIsOnItsWayAtATime() {
		answer("a");
		answer("b");
		assertThat(this.connection.messages).containsExactly("a");
		this.connection.deliver();
		assertThat(this.connection.messages).containsExactly("a", "b");
	}

	@Test
	void answersOvertakeFramesAndWatchesTakeTurns() {
		AtomicInteger done = new AtomicInteger();
		this.outbox.push(1, frames(2), () -> true, done::incrementAndGet);
		this.outbox.push(2, frames(1), () -> true, done::incrementAndGet);
		answer("a");
		this.connection.deliverAll();
		assertThat(this.connection.messages).extracting((message) -> message.replaceAll(".*\"watch\":(\\d).*", "$1"))
			.containsExactly("1", "a", "2", "1");
		assertThat(done).hasValue(2);
	}

	@Test
	void eventIsDoneOnlyWhenItsLastFrameIsOut() {
		AtomicBoolean done = new AtomicBoolean();
		this.outbox.push(1, frames(2), () -> true, () -> done.set(true));
		this.connection.deliver();
		assertThat(done).isFalse();
		this.connection.deliver();
		assertThat(done).isTrue();
	}

	@Test
	void longEventOnAConnectionThatNeverWaitsDoesNotOverflowTheStack() {
		AtomicBoolean done = new AtomicBoolean();
		AtomicInteger messages = new AtomicInteger();
		Connection immediate = new Connection() {

			@Override
			public void send(ByteBuffer message, Consumer<@Nullable Throwable> sent) {
				messages.incrementAndGet();
				sent.accept(null);
			}

			@Override
			public void close(CloseCode code, String reason) {
			}

			@Override
			public String remote() {
				return "test";
			}

		};
		new Outbox(immediate, this.now::get, this.failures::add).push(1, frames(100_000), () -> true,
				() -> done.set(true));
		assertThat(messages).hasValue(100_000);
		assertThat(done).isTrue();
	}

	@Test
	void framesOfAnEndedWatchAreDropped() {
		AtomicBoolean wanted = new AtomicBoolean(true);
		AtomicInteger done = new AtomicInteger();
		this.outbox.push(1, frames(3), wanted::get, done::incrementAndGet);
		wanted.set(false);
		answer("a");
		this.connection.deliverAll();
		assertThat(this.connection.messages).hasSize(2).last().isEqualTo("a");
		assertThat(done).hasValue(1);
	}

	@Test
	void answersThatNobodyReadsAreBounded() {
		byte[] answer = new byte[64 * 1024];
		for (int i = 0; i < 17; i++) {
			this.outbox.answer(answer);
		}
		assertThat(this.failures).isEmpty();
		this.outbox.answer(answer);
		assertThat(this.failures).singleElement().asString().contains("does not read");
	}

	@Test
	void messageOnItsWayIsTimed() {
		assertThat(this.outbox.stalled()).isZero();
		answer("a");
		this.now.addAndGet(70);
		assertThat(this.outbox.stalled()).isEqualTo(70);
		this.outbox.forgive(50);
		assertThat(this.outbox.stalled()).isEqualTo(20);
		this.connection.deliver();
		assertThat(this.outbox.stalled()).isZero();
	}

	@Test
	void closingDropsEverythingAndEndsItsEvents() {
		AtomicInteger done = new AtomicInteger();
		answer("a");
		this.outbox.push(1, frames(1), () -> true, done::incrementAndGet);
		this.outbox.close();
		this.outbox.push(2, frames(1), () -> true, done::incrementAndGet);
		answer("b");
		this.connection.deliverAll();
		assertThat(this.connection.messages).containsExactly("a");
		assertThat(done).hasValue(2);
	}

	@Test
	void lastAnswerGoesAfterThoseBeforeItAndBeforeNoOther() {
		AtomicInteger done = new AtomicInteger();
		answer("a");
		answer("b");
		this.outbox.finish("c".getBytes(StandardCharsets.UTF_8), done::incrementAndGet);
		answer("d");
		this.outbox.finish("e".getBytes(StandardCharsets.UTF_8), done::incrementAndGet);
		assertThat(done).as("the second").hasValue(1);
		this.connection.deliver();
		this.connection.deliver();
		assertThat(done).hasValue(1);
		this.connection.deliver();
		assertThat(done).hasValue(2);
		assertThat(this.connection.messages).containsExactly("a", "b", "c");
	}

	@Test
	void lastAnswerIsDoneAlsoIfItIsDropped() {
		AtomicInteger done = new AtomicInteger();
		answer("a");
		this.outbox.finish(new byte[1], done::incrementAndGet);
		this.outbox.close();
		assertThat(done).hasValue(1);
		this.outbox.finish(new byte[1], done::incrementAndGet);
		assertThat(done).hasValue(2);
		Outbox full = new Outbox(new FakeConnection(), this.now::get, this.failures::add);
		full.answer(new byte[1]);
		full.finish(new byte[Outbox.MAX_ANSWER_BYTES + 1], done::incrementAndGet);
		assertThat(done).hasValue(3);
	}

	@Test
	void failureToSendIsTold() {
		answer("a");
		this.connection.fail(new IllegalStateException("gone"));
		assertThat(this.failures).singleElement().asString().contains("gone");
	}

	private void answer(String message) {
		this.outbox.answer(message.getBytes(StandardCharsets.UTF_8));
	}

	private static List<WatchFrame> frames(int count) {
		List<WatchFrame> frames = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			frames.add(MessageCodec.encodeDelta(new ServiceKey("default", "s"), i, new Cursor("e", i + 1), List.of(),
					List.of()));
		}
		return frames;
	}

	private static final class FakeConnection implements Connection {

		private final List<String> messages = new ArrayList<>();

		private @Nullable Consumer<@Nullable Throwable> sent;

		@Override
		public void send(ByteBuffer message, Consumer<@Nullable Throwable> sent) {
			assertThat(this.sent).isNull();
			this.messages.add(StandardCharsets.UTF_8.decode(message).toString());
			this.sent = sent;
		}

		@Override
		public void close(CloseCode code, String reason) {
		}

		@Override
		public String remote() {
			return "test";
		}

		private void deliver() {
			complete(null);
		}

		private void deliverAll() {
			while (this.sent != null) {
				deliver();
			}
		}

		private void fail(Throwable failure) {
			complete(failure);
		}

		private void complete(@Nullable Throwable failure) {
			Consumer<@Nullable Throwable> sent = this.sent;
			this.sent = null;
			assertThat(sent).isNotNull();
			if (sent != null) {
				sent.accept(failure);
			}
		}

	}

}
