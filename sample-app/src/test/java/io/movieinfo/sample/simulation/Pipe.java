package io.movieinfo.sample.simulation;

import java.util.ArrayDeque;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection: what goes in comes out in order and later, if it does.
 * It takes only so many bytes at a time.
 */
final class Pipe {

	private final LongSupplier ticker;

	private final LongSupplier delay;

	private final BooleanSupplier passable;

	private final SimulatedProcess receiver;

	private final Predicate<Frame> delivery;

	private final int capacity;

	private final ArrayDeque<Frame> frames = new ArrayDeque<>();

	private int bytes;

	private long lastArrival;

	private @Nullable Runnable sender;

	private boolean delivering;

	private boolean dead;

	/**
	 * Creates an empty pipe.
	 * @param receiver the process at its end
	 * @param delivery takes a frame, or says that it takes none now
	 */
	Pipe(LongSupplier ticker, LongSupplier delay, BooleanSupplier passable, SimulatedProcess receiver,
			Predicate<Frame> delivery, int capacity) {
		this.ticker = ticker;
		this.delay = delay;
		this.passable = passable;
		this.receiver = receiver;
		this.delivery = delivery;
		this.capacity = capacity;
	}

	/**
	 * Sends a frame.
	 * @param accepted is run once there is room for more; at once, if there is
	 */
	void send(Frame frame, Runnable accepted) {
		this.bytes += frame.bytes().length;
		this.lastArrival = Math.max(this.lastArrival, this.ticker.getAsLong() + this.delay.getAsLong());
		this.frames.add(frame.arriving(this.lastArrival));
		this.receiver.io(this.lastArrival - this.ticker.getAsLong(), this::deliver);
		if (this.bytes <= this.capacity) {
			accepted.run();
		}
		else {
			this.sender = accepted;
		}
	}

	/**
	 * The receiver may take something again, or the way is open again.
	 */
	void resume() {
		this.receiver.io(0, this::deliver);
	}

	/**
	 * Loses what is on its way, but not what is sent from now on.
	 */
	void lose() {
		this.frames.clear();
		this.bytes = 0;
	}

	/**
	 * Loses everything from now on.
	 */
	void die() {
		this.dead = true;
		lose();
	}

	private void deliver() {
		if (this.delivering) {
			return;
		}
		this.delivering = true;
		Frame next = this.frames.peek();
		while (next != null && !this.dead && next.at() <= this.ticker.getAsLong() && this.passable.getAsBoolean()
				&& this.delivery.test(next)) {
			if (next.equals(this.frames.peek())) {
				this.frames.remove();
				this.bytes -= next.bytes().length;
			}
			accept();
			next = this.frames.peek();
		}
		this.delivering = false;
	}

	private void accept() {
		Runnable waiting = this.sender;
		if (waiting != null && this.bytes <= this.capacity) {
			this.sender = null;
			waiting.run();
		}
	}

}
