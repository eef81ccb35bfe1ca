package io.movieinfo.registry.server.app.session;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Says which sessions the server ends, and why. When thousands share one fate, the first
 * lines and a number say it. Thread-safe.
 */
final class ClosingLog {

	/** How many lines come within the time. */
	static final int MOST = 100;

	private static final Logger logger = LoggerFactory.getLogger(Sessions.class);

	private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final LongSupplier ticker;

	// all guarded by this
	private long begun;

	private int lines;

	private int untold;

	ClosingLog(LongSupplier ticker) {
		this.ticker = ticker;
		this.begun = ticker.getAsLong();
	}

	void closing(OpenSession session, String reason) {
		logger.atLevel(level(session)).log("Closing {}: {}", session, reason);
	}

	/**
	 * Says how many were left out, once their time is over. To be called now and then.
	 */
	synchronized void tick() {
		if (this.ticker.getAsLong() - this.begun < WINDOW_NANOS) {
			return;
		}
		if (this.untold > 0) {
			logger.info("Closed {} more sessions within {} s", this.untold,
					TimeUnit.NANOSECONDS.toSeconds(WINDOW_NANOS));
		}
		this.begun = this.ticker.getAsLong();
		this.lines = 0;
		this.untold = 0;
	}

	private synchronized Level level(OpenSession session) {
		tick();
		// a server that is overrun has hundreds of connections that never said who they
		// are
		if (!session.isGreeted()) {
			return Level.DEBUG;
		}
		if (this.lines < MOST) {
			this.lines++;
			return Level.INFO;
		}
		this.untold++;
		return Level.DEBUG;
	}

}
