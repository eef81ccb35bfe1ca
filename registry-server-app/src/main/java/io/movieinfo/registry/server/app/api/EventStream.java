package io.movieinfo.registry.server.app.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.JsonObject;
import io.movieinfo.registry.server.watch.Change;
import io.movieinfo.registry.server.watch.FeedEvent;
import io.movieinfo.registry.server.watch.Follower;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import org.jspecify.annotations.Nullable;

/**
 * Writes changes as server-sent events, without ever blocking: the next ones are taken
 * from the feed when the client has taken those before. The id of each event is what the
 * client has seen with it, so that one that was cut off in between goes on from there.
 */
final class EventStream implements Follower, WriteListener {

	private final HeldRequest held;

	private final ServletOutputStream out;

	private final @Nullable Cursor after;

	// confined to the feed's thread
	private boolean begun;

	// what is to be written, and what to do then; guarded by this
	private byte @Nullable [] pending;

	private @Nullable Runnable written;

	// whether the web server has let writing begin; guarded by this
	private boolean open;

	// guarded by this
	private boolean over;

	/**
	 * Creates a stream to a client.
	 * @param after what the client has seen, or {@code null} if nothing
	 */
	EventStream(HeldRequest held, ServletOutputStream out, @Nullable Cursor after) {
		this.held = held;
		this.out = out;
		this.after = after;
	}

	@Override
	public void next(FeedEvent event, Runnable done) {
		byte[] text = text(event);
		synchronized (this) {
			this.pending = text;
			this.written = done;
		}
		write();
	}

	/**
	 * Writes nothing more.
	 */
	synchronized void end() {
		this.over = true;
		this.pending = null;
		this.written = null;
	}

	@Override
	public void onWritePossible() {
		synchronized (this) {
			this.open = true;
		}
		write();
	}

	@Override
	public void onError(Throwable failure) {
		this.held.close();
	}

	private void write() {
		try {
			Runnable written = writeIfReady();
			if (written != null) {
				written.run();
			}
		}
		catch (IOException ex) {
			// the client is gone
			this.held.close();
		}
	}

	/**
	 * Writes what is pending as far as the client takes it just now; the web server calls
	 * again when it takes more.
	 * @return what to do if everything has been written
	 */
	private synchronized @Nullable Runnable writeIfReady() throws IOException {
		if (!this.open || this.over || this.written == null) {
			return null;
		}
		byte[] pending = this.pending;
		if (pending != null) {
			if (!this.out.isReady()) {
				return null;
			}
			this.out.write(pending);
			this.pending = null;
		}
		if (!this.out.isReady()) {
			return null;
		}
		this.out.flush();
		Runnable written = this.written;
		this.written = null;
		return written;
	}

	private byte[] text(FeedEvent event) {
		ByteArrayOutputStream text = new ByteArrayOutputStream();
		boolean first = !this.begun;
		this.begun = true;
		if (first) {
			// not further than the client is: it may be cut off before the rest comes
			Cursor seen = (this.after != null) ? this.after : event.cursor();
			write(text, seen, "ready", JsonObject.write((json) -> json.writeStringProperty("cursor", seen.toString())));
		}
		if (event instanceof FeedEvent.Reset reset) {
			write(text, reset.cursor(), "reset", JsonObject.write((json) -> {
				json.writeStringProperty("cursor", reset.cursor().toString());
				json.writeStringProperty("reason", reset.reason().wireName());
			}));
		}
		else if (event instanceof FeedEvent.Changes some) {
			for (Change change : some.changes()) {
				Cursor cursor = new Cursor(event.cursor().epoch(), change.revision());
				write(text, cursor, change.kind().wireName(), json(change, cursor));
			}
			if (some.changes().isEmpty() && !first) {
				// no event, but a client notes the id all the same
				text.writeBytes((": nothing new\nid: " + event.cursor() + "\n\n").getBytes(StandardCharsets.UTF_8));
			}
		}
		return text.toByteArray();
	}

	private static void write(ByteArrayOutputStream text, Cursor cursor, String event, byte[] data) {
		text.writeBytes(("id: " + cursor + "\nevent: " + event + "\ndata: ").getBytes(StandardCharsets.UTF_8));
		text.writeBytes(data);
		text.writeBytes(new byte[] { '\n', '\n' });
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
