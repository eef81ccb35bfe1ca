package io.movieinfo.sample.simulation;

import org.jspecify.annotations.Nullable;

/**
 * What crosses a connection.
 *
 * @param bytes a message; empty for the connection's end
 * @param message the same, decoded; {@code null} for the end
 * @param status the close code of an end, {@link #BROKEN_OFF} without a farewell; 0 for a
 * message
 * @param at when it arrives
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares or changes the bytes
record Frame(byte[] bytes, @Nullable Object message, int status, long at) {

	static final int BROKEN_OFF = 1006;

	static Frame message(byte[] bytes, Object message) {
		return new Frame(bytes, message, 0, 0);
	}

	static Frame end(int status) {
		return new Frame(new byte[0], null, status, 0);
	}

	Frame arriving(long at) {
		return new Frame(this.bytes, this.message, this.status, at);
	}

}
