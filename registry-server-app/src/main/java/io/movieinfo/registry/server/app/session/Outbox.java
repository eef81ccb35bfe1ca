package io.movieinfo.registry.server.app.session;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.movieinfo.registry.protocol.WatchFrame;
import org.jspecify.annotations.Nullable;

/**
 * What is still to be sent in a session: one message is on its way at a time. Answers go
 * first, because they are small and somebody waits for them; then the watches take turns,
 * frame by frame. Answers that nobody reads are bounded in bytes, pushes by their nature:
 * a watch has one event at a time, and of that one frame is copied at a time.
 * Thread-safe; nothing blocks.
 */
final class Outbox {

	/** How many bytes of answers may wait. */
	static final int MAX_ANSWER_BYTES = 1024 * 1024;

	private final Connection connection;

	private final LongSupplier ticker;

	private final Consumer<String> failed;

	// guarded by this, as all that follows
	private final ArrayDeque<Answer> answers = new ArrayDeque<>(2);

	private final ArrayDeque<Push> pushes = new ArrayDeque<>(2);

	private int answerBytes;

	private boolean sending;

	// whether a thread is in the loop that sends; others leave the rest to it
	private boolean looping;

	private long sendingSince;

	private boolean finished;

	private boolean closed;

	/**
	 * Creates an empty outbox.
	 * @param failed is told, once at least, why nothing can be sent any more
	 */
	Outbox(Connection connection, LongSupplier ticker, Consumer<String> failed) {
		this.connection = connection;
		this.ticker = ticker;
		this.failed = failed;
	}

	/**
	 * Sends an answer. After {@link #finish} and {@link #close} it is dropped.
	 */
	void answer(byte[] message) {
		answer(message, false, () -> {
		});
	}

	/**
	 * Sends a last answer: those that come later are dropped.
	 * @param done is run once it was sent or dropped, on any thread
	 */
	void finish(byte[] message, Runnable done) {
		answer(message, true, done);
	}

	/**
	 * Sends the frames of an event.
	 * @param watch the watch that they belong to
	 * @param frames the frames
	 * @param wanted is asked before each frame; if it says no, the others are dropped
	 * @param done is run once all frames were sent or dropped, on any thread
	 */
	void push(long watch, List<WatchFrame> frames, BooleanSupplier wanted, Runnable done) {
		synchronized (this) {
			if (!this.closed) {
				this.pushes.add(new Push(watch, frames.iterator(), wanted, done));
				done = null;
			}
		}
		if (done != null) {
			done.run();
			return;
		}
		sendNext();
	}

	/**
	 * For how long the message that is on its way has been so, in nanoseconds; 0 if there
	 * is none.
	 */
	synchronized long stalled() {
		return this.sending ? Math.max(0, this.ticker.getAsLong() - this.sendingSince) : 0;
	}

	/**
	 * Takes back time in which this process itself stood still.
	 */
	synchronized void forgive(long nanos) {
		this.sendingSince += nanos;
	}

	/**
	 * Drops all that was not sent yet.
	 */
	void close() {
		List<Runnable> dropped = new ArrayList<>();
		synchronized (this) {
			this.closed = true;
			this.answers.forEach((answer) -> dropped.add(answer.done));
			this.pushes.forEach((push) -> dropped.add(push.done));
			this.pushes.clear();
			this.answers.clear();
		}
		dropped.forEach(Runnable::run);
	}

	private void answer(byte[] message, boolean last, Runnable done) {
		boolean dropped;
		boolean full;
		synchronized (this) {
			boolean over = this.closed || this.finished;
			full = !over && this.answerBytes + message.length > MAX_ANSWER_BYTES;
			dropped = over || full;
			this.finished |= last;
			if (!dropped) {
				this.answers.add(new Answer(ByteBuffer.wrap(message), done));
				this.answerBytes += message.length;
			}
		}
		if (full) {
			this.failed
				.accept("the client does not read: more than %d bytes of answers wait".formatted(MAX_ANSWER_BYTES));
		}
		if (dropped) {
			done.run();
			return;
		}
		sendNext();
	}

	/**
	 * Sends what can be sent. A loop, because a connection may be done with a message
	 * before it returns, and a large event has thousands.
	 */
	private void sendNext() {
		boolean first = true;
		boolean more = true;
		while (more) {
			List<Push> unwanted = new ArrayList<>(0);
			Answer answer = null;
			Push push = null;
			ByteBuffer message = null;
			synchronized (this) {
				if (first && this.looping) {
					return;
				}
				if (!this.sending && !this.closed) {
					answer = this.answers.poll();
					if (answer != null) {
						message = answer.message;
						this.answerBytes -= message.remaining();
					}
					else {
						push = nextPush(unwanted);
						message = (push != null) ? push.frames.next().addressedTo(push.watch) : null;
					}
				}
				more = message != null;
				this.sending |= more;
				this.looping = more;
				if (more) {
					this.sendingSince = this.ticker.getAsLong();
				}
			}
			first = false;
			unwanted.forEach((each) -> each.done.run());
			if (message != null) {
				Answer sentAnswer = answer;
				Push sentPush = push;
				this.connection.send(message, (failure) -> sent(sentAnswer, sentPush, failure));
			}
		}
	}

	private @Nullable Push nextPush(List<Push> unwanted) {
		Push push = this.pushes.poll();
		while (push != null && !(push.wanted.getAsBoolean() && push.frames.hasNext())) {
			unwanted.add(push);
			push = this.pushes.poll();
		}
		return push;
	}

	private void sent(@Nullable Answer answer, @Nullable Push push, @Nullable Throwable failure) {
		boolean done;
		synchronized (this) {
			this.sending = false;
			done = push != null && (this.closed || !push.frames.hasNext());
			if (push != null && !done) {
				this.pushes.add(push);
			}
		}
		if (answer != null) {
			answer.done.run();
		}
		if (push != null && done) {
			push.done.run();
		}
		if (failure != null) {
			this.failed.accept("nothing could be sent: " + failure);
			return;
		}
		sendNext();
	}

	private record Answer(ByteBuffer message, Runnable done) {

	}

	private record Push(long watch, Iterator<WatchFrame> frames, BooleanSupplier wanted, Runnable done) {

	}

}
