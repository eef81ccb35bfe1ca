package io.movieinfo.registry.server.app.api;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request whose answer is still to come, and which holds no thread meanwhile. It is
 * over once: when it has been answered, or when its connection is found broken. Whatever
 * was begun for it is released then.
 * <p>
 * Thread-safe, and nothing blocks.
 */
final class HeldRequest {

	private static final Logger logger = LoggerFactory.getLogger(HeldRequest.class);

	private final HttpServletRequest request;

	private final HttpServletResponse response;

	private final AsyncContext async;

	private final ServletInputStream input;

	// guarded by this
	private final List<Runnable> releases = new ArrayList<>();

	// whether the request has been read to its end; guarded by this
	private boolean read;

	// guarded by this
	private boolean over;

	private HeldRequest(HttpServletRequest request, HttpServletResponse response, AsyncContext async)
			throws IOException {
		this.request = request;
		this.response = response;
		this.async = async;
		this.input = request.getInputStream();
	}

	/**
	 * Holds a request from now on. The caller's own thread must not touch request and
	 * response any more.
	 */
	static HeldRequest hold(HttpServletRequest request, HttpServletResponse response) throws IOException {
		AsyncContext async = request.startAsync(request, response);
		// whoever holds it knows better when its time is over
		async.setTimeout(0);
		HeldRequest held = new HeldRequest(request, response, async);
		async.addListener(held.new End());
		held.input.setReadListener(held.new Rest());
		return held;
	}

	/**
	 * Releases something when the request is over, at once if it is already.
	 */
	void whenOver(Runnable release) {
		synchronized (this) {
			if (!this.over) {
				this.releases.add(release);
				return;
			}
		}
		release.run();
	}

	/**
	 * Answers the request, unless it is over. The answer is written on one of the web
	 * server's own threads.
	 */
	void answer(Answer answer) {
		if (end()) {
			try {
				this.async.start(() -> write(answer));
			}
			catch (IllegalStateException ex) {
				// the web server has stopped
				complete();
			}
		}
	}

	/**
	 * Answers the request with the problem of a failure, unless it is over.
	 */
	void fail(Throwable failure) {
		answer(Answer.of(failure));
	}

	/**
	 * Gives the request up, unless it is over: whatever has been written was all.
	 */
	void close() {
		if (end()) {
			complete();
		}
	}

	/**
	 * Gives the request up if its client has closed the connection. The web server itself
	 * would notice only when it writes the answer.
	 */
	void closeIfBroken() {
		if (isBroken()) {
			logger.trace("The client of {} is gone", this.request.getRequestURI());
			close();
		}
	}

	private synchronized boolean isBroken() {
		if (this.over || !this.read) {
			return false;
		}
		try {
			// A request that has been read has nothing more to give: what can be read is
			// the next one, if the client does not wait for answers, or the end of the
			// connection. The next one is set aside by the first look and not there any
			// more at the second; the end is still the end.
			boolean something = this.input.available() > 0;
			return something && this.input.available() > 0;
		}
		catch (IOException ex) {
			return true;
		}
	}

	private boolean end() {
		List<Runnable> due;
		synchronized (this) {
			if (this.over) {
				return false;
			}
			this.over = true;
			due = List.copyOf(this.releases);
			this.releases.clear();
		}
		due.forEach(Runnable::run);
		return true;
	}

	private void write(Answer answer) {
		try {
			answer.writeTo(this.request, this.response);
		}
		catch (IOException ex) {
			logger.trace("The client of {} has not waited for the answer", this.request.getRequestURI(), ex);
		}
		catch (RuntimeException ex) {
			logger.error("{} {} could not be answered", this.request.getMethod(), this.request.getRequestURI(), ex);
		}
		complete();
	}

	private void complete() {
		try {
			this.async.complete();
		}
		catch (IllegalStateException ex) {
			logger.trace("The web server has given {} up itself", this.request.getRequestURI(), ex);
		}
	}

	/**
	 * Hears from the web server that the request has come to an end.
	 */
	private final class End implements AsyncListener {

		@Override
		public void onStartAsync(AsyncEvent event) {
		}

		@Override
		public void onTimeout(AsyncEvent event) {
			close();
		}

		@Override
		public void onError(AsyncEvent event) {
			close();
		}

		@Override
		public void onComplete(AsyncEvent event) {
			end();
		}

	}

	/**
	 * Reads what is left of the request, which has no meaning.
	 */
	private final class Rest implements ReadListener {

		private final byte[] buffer = new byte[512];

		@Override
		public void onDataAvailable() throws IOException {
			while (HeldRequest.this.input.isReady() && HeldRequest.this.input.read(this.buffer) >= 0) {
				// until there is nothing to read just now
			}
		}

		@Override
		public void onAllDataRead() {
			synchronized (HeldRequest.this) {
				HeldRequest.this.read = true;
			}
		}

		@Override
		public void onError(Throwable failure) {
			close();
		}

	}

}
