package io.movieinfo.registry.server.app.api;

import java.io.IOException;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import org.jspecify.annotations.Nullable;

/**
 * Writes server-sent events without ever blocking: the next ones are asked for when the
 * client has taken those before. Thread-safe.
 */
final class EventStream implements WriteListener {

	private final HeldRequest held;

	private final ServletOutputStream out;

	// what is to be written, and what to do then; guarded by this
	private byte @Nullable [] pending;

	private @Nullable Runnable written;

	// whether the web server has let writing begin; guarded by this
	private boolean open;

	// guarded by this
	private boolean over;

	EventStream(HeldRequest held, ServletOutputStream out) {
		this.held = held;
		this.out = out;
	}

	/**
	 * Sends text, unless the stream has ended.
	 * @param text one or more events; may be empty
	 * @param done is run when the client has taken it, and not at all if it never does.
	 * Nothing else is to be sent before
	 */
	void send(byte[] text, Runnable done) {
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

}
