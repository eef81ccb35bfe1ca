package io.movieinfo.registry.server.watch;

import java.util.Locale;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Who watches, and how it can be known what it has seen. Immutable.
 *
 * @param kind how it acknowledges
 * @param name says who it is, for people
 * @param owner whose it is: a drain does not wait for the drainer's own watches. Compared
 * by identity; {@code null} if nobody's
 * @param live whether it can be expected to acknowledge now; called on the watch hub's
 * thread, must not block
 */
public record Reader(Kind kind, String name, @Nullable Object owner, BooleanSupplier live) {

	private static final Reader LOCAL = new Reader(Kind.STREAM, "this process", null, () -> false);

	/**
	 * Returns the reader of a session, which acknowledges with {@link Watch#acknowledge}.
	 */
	public static Reader session(String name, Object owner, BooleanSupplier live) {
		return new Reader(Kind.SESSION, name, owner, live);
	}

	/**
	 * Returns the reader of a blocking query, which acknowledges by asking again from the
	 * newer cursor. Its watch is to be closed before the answer is sent, so that a caller
	 * who comes back at once is known again.
	 * @param address the caller's address
	 */
	public static Reader query(String address) {
		return new Reader(Kind.QUERY, address, null, () -> true);
	}

	/**
	 * Returns the reader of an event stream, which cannot acknowledge.
	 * @param address the caller's address
	 */
	public static Reader stream(String address) {
		return new Reader(Kind.STREAM, address, null, () -> true);
	}

	/**
	 * Returns the reader of an event stream that only looks on and sends nobody requests,
	 * so that nobody waits for it.
	 * @param address the caller's address
	 */
	public static Reader observer(String address) {
		return new Reader(Kind.STREAM, address, null, () -> false);
	}

	/**
	 * Returns the reader of a watch in the registry's own process, whom nobody waits for.
	 */
	public static Reader local() {
		return LOCAL;
	}

	/**
	 * Whether this is the registry's own process.
	 */
	boolean isLocal() {
		return equals(LOCAL);
	}

	/**
	 * How readers acknowledge.
	 */
	public enum Kind {

		/** By saying so. */
		SESSION,
		/** By coming back with the newer cursor. */
		QUERY,
		/** Not at all. */
		STREAM;

		private final String wireName = name().toLowerCase(Locale.ROOT);

		/**
		 * The name that clients get.
		 */
		public String wireName() {
			return this.wireName;
		}

	}

}
