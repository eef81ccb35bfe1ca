package io.movieinfo.registry.protocol;

/**
 * The sizes that the protocol allows. Anything beyond is refused with a problem that
 * names field, value and limit.
 */
public final class Limits {

	/** Longest frame or body that a server accepts, in bytes. */
	public static final int MAX_FRAME_BYTES = 64 * 1024;

	/** Longest service or namespace name, in characters. */
	public static final int MAX_NAME = 128;

	/** Longest instance id or start id, in characters. */
	public static final int MAX_ID = 256;

	/** Longest address, in characters (RFC 1035). */
	public static final int MAX_ADDRESS = 253;

	/** Most tags of an instance, and the longest of them in characters. */
	public static final int MAX_TAGS = 64;

	public static final int MAX_TAG = 128;

	/**
	 * Most meta entries of an instance, and their longest key and value in characters.
	 */
	public static final int MAX_META = 64;

	public static final int MAX_META_KEY = 128;

	public static final int MAX_META_VALUE = 1024;

	/** Range and default of an instance's weight; 100 is a normal share of traffic. */
	public static final int MIN_WEIGHT = 1;

	public static final int MAX_WEIGHT = 1000;

	public static final int DEFAULT_WEIGHT = 100;

	/** Longest time that a drain may wait for others, in milliseconds. */
	public static final long MAX_DRAIN_MILLIS = 300_000;

	private Limits() {
	}

}
