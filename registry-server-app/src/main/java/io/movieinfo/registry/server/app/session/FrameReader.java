package io.movieinfo.registry.server.app.session;

import java.io.ByteArrayOutputStream;

import io.movieinfo.registry.protocol.Limits;
import io.movieinfo.registry.protocol.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Puts messages together from the parts that the container hands over. What is longer
 * than allowed is counted but not kept. Used by one thread at a time.
 */
final class FrameReader {

	/** Beyond this nobody is waiting for the end of a message that will be refused. */
	static final long HOPELESS_BYTES = 16L * 1024 * 1024;

	private final Receiver receiver;

	// there is none while no message is begun, to keep idle sessions small
	private @Nullable ByteArrayOutputStream begun;

	private long length;

	FrameReader(Receiver receiver) {
		this.receiver = receiver;
	}

	/**
	 * Takes the next part.
	 * @param part some bytes
	 * @param last whether they are the message's last ones
	 * @return whether the message is still worth waiting for
	 */
	boolean read(byte[] part, boolean last) {
		this.length += part.length;
		if (!last) {
			keep(part);
			return this.length <= HOPELESS_BYTES;
		}
		if (this.length > Limits.MAX_FRAME_BYTES) {
			long tooLong = this.length;
			reset();
			this.receiver.refused(tooLarge(tooLong));
			return true;
		}
		byte[] message = part;
		if (this.begun != null) {
			this.begun.writeBytes(part);
			message = this.begun.toByteArray();
		}
		reset();
		this.receiver.received(message);
		return true;
	}

	private void keep(byte[] part) {
		if (this.length > Limits.MAX_FRAME_BYTES) {
			this.begun = null;
			return;
		}
		if (this.begun == null) {
			this.begun = new ByteArrayOutputStream(part.length * 2);
		}
		this.begun.writeBytes(part);
	}

	private void reset() {
		this.begun = null;
		this.length = 0;
	}

	private static Problem tooLarge(long length) {
		return new Problem(Problem.TOO_LARGE,
				"frame is %d bytes long, expected at most %d".formatted(length, Limits.MAX_FRAME_BYTES), "frame",
				length + " bytes", "at most %d bytes".formatted(Limits.MAX_FRAME_BYTES));
	}

	/**
	 * Is told what was read.
	 */
	interface Receiver {

		void received(byte[] message);

		void refused(Problem problem);

	}

}
