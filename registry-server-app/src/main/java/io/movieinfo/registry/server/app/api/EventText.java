package io.movieinfo.registry.server.app.api;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Server-sent events as text. Not thread-safe.
 */
final class EventText {

	private final ByteArrayOutputStream text = new ByteArrayOutputStream();

	/**
	 * Adds an event.
	 * @param id what a client has seen with it
	 * @param name its name
	 * @param data one line of JSON
	 */
	void event(Object id, String name, byte[] data) {
		add("id: " + id + "\nevent: " + name + "\ndata: ");
		this.text.writeBytes(data);
		add("\n\n");
	}

	/**
	 * Adds what is no event, but keeps the connection busy; a client notes the id all the
	 * same.
	 */
	void sign(Object id) {
		add(": nothing new\nid: " + id + "\n\n");
	}

	byte[] toBytes() {
		return this.text.toByteArray();
	}

	private void add(String more) {
		this.text.writeBytes(more.getBytes(StandardCharsets.UTF_8));
	}

}
