package io.movieinfo.registry.server.app.session;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import jakarta.websocket.CloseReason.CloseCode;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A session has more to send while the connection, on any thread that it has, gets rid of
 * what was sent before. Observed are how many messages were sent in the end, and how many
 * were begun while another was still on its way.
 */
@JCStressTest
@Outcome(id = "5, 0", expect = Expect.ACCEPTABLE, desc = "everything, one after the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "something was left, or two were on their way together")
@State
public class OutboxStress {

	private final SlowConnection connection = new SlowConnection();

	private final Outbox outbox = new Outbox(this.connection, () -> 0, (reason) -> {
	});

	public OutboxStress() {
		for (int i = 0; i < 4; i++) {
			this.outbox.answer(new byte[1]);
		}
	}

	@Actor
	public void send() {
		this.outbox.answer(new byte[1]);
		this.connection.deliverSome();
	}

	@Actor
	public void deliver() {
		this.connection.deliverSome();
	}

	@Arbiter
	public void deliverRest(II_Result result) {
		this.connection.deliverSome();
		result.r1 = this.connection.sent.get();
		result.r2 = this.connection.overtaken.get();
	}

	private static final class SlowConnection implements Connection {

		private final AtomicReference<@Nullable Consumer<@Nullable Throwable>> onItsWay = new AtomicReference<>();

		private final AtomicInteger sent = new AtomicInteger();

		private final AtomicInteger overtaken = new AtomicInteger();

		@Override
		public void send(ByteBuffer message, Consumer<@Nullable Throwable> sent) {
			if (!this.onItsWay.compareAndSet(null, sent)) {
				this.overtaken.incrementAndGet();
			}
			this.sent.incrementAndGet();
		}

		void deliverSome() {
			for (int i = 0; i < 5; i++) {
				Consumer<@Nullable Throwable> sent = this.onItsWay.getAndSet(null);
				if (sent != null) {
					sent.accept(null);
				}
			}
		}

		@Override
		public void close(CloseCode code, String reason) {
			throw new UnsupportedOperationException();
		}

		@Override
		public String remote() {
			return "test";
		}

	}

}
