package io.movieinfo.registry.server.journal;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes what has happened to the log, each thing once. When thousands of instances share
 * one fate, the first lines and a number say it: of each kind so many lines come within
 * ten seconds, and further ones only where the log shows details anyhow. Confined to one
 * thread.
 */
final class JournalLog {

	/** How many lines of a kind come within the time. */
	static final int MOST = 100;

	private static final Logger logger = LoggerFactory.getLogger(Journal.class);

	private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final LongSupplier ticker;

	private final Map<Note.Kind, Window> windows = new EnumMap<>(Note.Kind.class);

	JournalLog(LongSupplier ticker) {
		this.ticker = ticker;
	}

	void add(List<Note> notes) {
		tick();
		long now = this.ticker.getAsLong();
		for (Note note : notes) {
			Window window = this.windows.computeIfAbsent(note.kind(), (kind) -> new Window(now));
			boolean told = window.lines < MOST;
			if (told) {
				window.lines++;
			}
			else {
				window.untold++;
			}
			logger.atLevel(told ? level(note.kind()) : Level.DEBUG).log(note.text());
		}
	}

	/**
	 * Says how much was left out, once its time is over.
	 */
	void tick() {
		if (this.windows.isEmpty()) {
			return;
		}
		long now = this.ticker.getAsLong();
		this.windows.entrySet().removeIf((each) -> {
			boolean over = now - each.getValue().begun >= WINDOW_NANOS;
			if (over && each.getValue().untold > 0) {
				logger.atLevel(level(each.getKey()))
					.log("{} more of the kind '{}' within {} s", each.getValue().untold, each.getKey().wireName(),
							TimeUnit.NANOSECONDS.toSeconds(WINDOW_NANOS));
			}
			return over;
		});
	}

	private static Level level(Note.Kind kind) {
		return switch (kind) {
			case GUARD_ENGAGED -> Level.WARN;
			// nothing has changed, or nothing that anybody acts on
			case STARTED, UPDATED, SUSPECT, HEARD -> Level.DEBUG;
			default -> Level.INFO;
		};
	}

	private static final class Window {

		private final long begun;

		private int lines;

		private int untold;

		Window(long begun) {
			this.begun = begun;
		}

	}

}
