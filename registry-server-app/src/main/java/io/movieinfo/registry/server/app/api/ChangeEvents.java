package io.movieinfo.registry.server.app.api;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.JsonObject;
import io.movieinfo.registry.server.watch.Change;
import io.movieinfo.registry.server.watch.FeedEvent;
import io.movieinfo.registry.server.watch.Follower;
import org.jspecify.annotations.Nullable;

/**
 * Tells a stream what changes. The id of each event is what the client has seen with it,
 * so that one that was cut off in between goes on from there.
 */
final class ChangeEvents implements Follower {

	private final EventStream stream;

	private final @Nullable Cursor after;

	// confined to the feed's thread
	private boolean begun;

	/**
	 * Creates the events of a stream.
	 * @param after what the client has seen, or {@code null} if nothing
	 */
	ChangeEvents(EventStream stream, @Nullable Cursor after) {
		this.stream = stream;
		this.after = after;
	}

	@Override
	public void next(FeedEvent event, Runnable done) {
		this.stream.send(text(event), done);
	}

	private byte[] text(FeedEvent event) {
		EventText text = new EventText();
		boolean first = !this.begun;
		this.begun = true;
		if (first) {
			// not further than the client is: it may be cut off before the rest comes
			Cursor seen = (this.after != null) ? this.after : event.cursor();
			text.event(seen, "ready", JsonObject.write((json) -> json.writeStringProperty("cursor", seen.toString())));
		}
		if (event instanceof FeedEvent.Reset reset) {
			text.event(reset.cursor(), "reset", JsonObject.write((json) -> {
				json.writeStringProperty("cursor", reset.cursor().toString());
				json.writeStringProperty("reason", reset.reason().wireName());
			}));
		}
		else if (event instanceof FeedEvent.Changes some) {
			for (Change change : some.changes()) {
				Cursor cursor = new Cursor(event.cursor().epoch(), change.revision());
				text.event(cursor, change.kind().wireName(), json(change, cursor));
			}
			if (some.changes().isEmpty() && !first) {
				text.sign(event.cursor());
			}
		}
		return text.toBytes();
	}

	/**
	 * Returns the change as JSON; the instance's own JSON is made once for all streams.
	 */
	private static byte[] json(Change change, Cursor cursor) {
		byte[] start = JsonObject.write((json) -> {
			json.writeStringProperty("namespace", change.service().namespace());
			json.writeStringProperty("service", change.service().name());
			if (change.id() != null) {
				json.writeStringProperty("id", change.id());
			}
			json.writeStringProperty("cursor", cursor.toString());
		});
		if (change.instance() == null) {
			return start;
		}
		ByteArrayOutputStream whole = new ByteArrayOutputStream();
		whole.write(start, 0, start.length - 1);
		whole.writeBytes(",\"instance\":".getBytes(StandardCharsets.UTF_8));
		whole.writeBytes(change.json());
		whole.write('}');
		return whole.toByteArray();
	}

}
