package io.movieinfo.registry.test;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

import io.movieinfo.registry.test.Flow.Breakage;
import org.jspecify.annotations.Nullable;

/**
 * Passes one direction of one connection on, the way that the faults let it. Belongs to
 * one thread, but for {@link #cut}.
 */
final class Pump {

	private static final int BUFFER_BYTES = 16 * 1024;

	private final Direction direction;

	private final Socket from;

	private final Socket to;

	private final Link link;

	private final Faults faults;

	private final AtomicLong passed;

	private volatile boolean cut;

	private @Nullable Breakage breakage;

	/** What may still pass before the breakage. */
	private long left;

	private long lastWriteNanos = System.nanoTime();

	private int lastWritten;

	/**
	 * Creates it.
	 * @param link what is broken when a side breaks
	 * @param passed where the bytes are counted
	 */
	Pump(Direction direction, Socket from, Socket to, Link link, Faults faults, AtomicLong passed) {
		this.direction = direction;
		this.from = from;
		this.to = to;
		this.link = link;
		this.faults = faults;
		this.passed = passed;
	}

	/**
	 * Passes on what comes, until it ends in order or the link is broken.
	 */
	void run() throws InterruptedException {
		byte[] buffer = new byte[BUFFER_BYTES];
		while (!this.link.broken()) {
			int read = read(buffer);
			long readNanos = System.nanoTime();
			if (read < 0) {
				awaitPassage(readNanos);
				cut();
				return;
			}
			pass(buffer, read, readNanos);
		}
	}

	/**
	 * Ends the direction in order; what still comes is thrown away. On any thread;
	 * idempotent.
	 */
	void cut() {
		this.cut = true;
		try {
			this.to.shutdownOutput();
		}
		catch (IOException ex) {
			// it has ended already
		}
		this.faults.wake();
	}

	private int read(byte[] buffer) throws InterruptedException {
		try {
			return this.from.getInputStream().read(buffer);
		}
		catch (IOException ex) {
			// the news of it goes the way of the bytes
			awaitOpen(this.direction);
			this.link.reset();
			return -1;
		}
	}

	private void pass(byte[] bytes, int length, long readNanos) throws InterruptedException {
		int offset = 0;
		while (offset < length && !givenUp()) {
			Flow flow = awaitPassage(readNanos);
			int piece = upToBreakage(flow, flow.piece(length - offset));
			if (givenUp()) {
				return;
			}
			write(bytes, offset, piece);
			offset += piece;
			breakIfDue();
		}
	}

	private void write(byte[] bytes, int offset, int length) throws InterruptedException {
		// before it is written, so that whoever has received it finds it counted
		this.passed.addAndGet(length);
		try {
			this.to.getOutputStream().write(bytes, offset, length);
		}
		catch (IOException ex) {
			this.passed.addAndGet(-length);
			if (!givenUp()) {
				// that nobody receives is news for the other direction
				awaitOpen(this.direction.opposite());
				this.link.reset();
			}
		}
		this.lastWritten = length;
		this.lastWriteNanos = System.nanoTime();
		this.left -= length;
	}

	private int upToBreakage(Flow flow, int piece) {
		if (flow.breakage() != this.breakage) {
			this.breakage = flow.breakage();
			this.left = (flow.breakage() != null) ? flow.breakage().bytes() : 0;
		}
		return (this.breakage != null) ? (int) Math.min(piece, this.left) : piece;
	}

	private void breakIfDue() {
		Breakage due = this.breakage;
		if (due != null && this.left <= 0) {
			if (due.reset()) {
				this.link.reset();
			}
			else {
				this.link.cut();
			}
		}
	}

	private void awaitOpen(Direction way) throws InterruptedException {
		this.faults.awaitPassage(way, (flow) -> System.nanoTime(), this::givenUp);
	}

	private Flow awaitPassage(long sinceNanos) throws InterruptedException {
		return this.faults.awaitPassage(this.direction, (flow) -> Math.max(sinceNanos + flow.delay().toNanos(),
				this.lastWriteNanos + flow.pauseNanos(this.lastWritten)), this::givenUp);
	}

	private boolean givenUp() {
		return this.cut || this.link.broken();
	}

}
