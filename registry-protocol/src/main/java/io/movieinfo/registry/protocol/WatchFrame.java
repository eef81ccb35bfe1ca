package io.movieinfo.registry.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A snapshot's part or a delta, encoded once for all watches that are to get it: only the
 * watch's number differs between them. Immutable.
 */
public final class WatchFrame {

	private static final byte[] INSTANCES = ",\"instances\":[".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] END = "]}".getBytes(StandardCharsets.US_ASCII);

	private final String type;

	private final byte[] tail;

	private WatchFrame(String type, byte[] tail) {
		this.type = type;
		this.tail = tail;
	}

	/**
	 * Puts a frame together.
	 * @param type the message's type
	 * @param fields a JSON object with at least one field
	 * @param instances a JSON object for each instance
	 */
	static WatchFrame of(String type, byte[] fields, List<byte[]> instances) {
		int length = fields.length - 1 + INSTANCES.length + Math.max(0, instances.size() - 1) + END.length;
		for (byte[] instance : instances) {
			length += instance.length;
		}
		// the fields' braces are opened by the head, and closed by the end
		ByteBuffer tail = ByteBuffer.allocate(length - 1).put(fields, 1, fields.length - 2).put(INSTANCES);
		for (int i = 0; i < instances.size(); i++) {
			if (i > 0) {
				tail.put((byte) ',');
			}
			tail.put(instances.get(i));
		}
		return new WatchFrame(type, tail.put(END).array());
	}

	/**
	 * Returns the frame for one watch, as UTF-8 JSON.
	 * @param watch the number of the {@link ClientMessage.Watch} message
	 */
	public ByteBuffer addressedTo(long watch) {
		byte[] head = "{\"type\":\"%s\",\"watch\":%d,".formatted(this.type, watch).getBytes(StandardCharsets.US_ASCII);
		return ByteBuffer.allocate(head.length + this.tail.length).put(head).put(this.tail).flip();
	}

	/**
	 * The frame's length without its head, in bytes.
	 */
	public int size() {
		return this.tail.length;
	}

}
