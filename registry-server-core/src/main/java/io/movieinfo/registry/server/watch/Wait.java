package io.movieinfo.registry.server.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.movieinfo.registry.protocol.Cursor;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who waits until the last changes of some instances of a service are
 * acknowledged. Confined to the hub's thread.
 */
final class Wait {

	/** For how long requests may be on their way after the last acknowledgement. */
	private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

	/** How often it is looked whether those who are missing are still alive. */
	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private final List<String> ids;

	private final List<Cursor> cursors;

	private final long oldest;

	private final long newest;

	private final @Nullable Object drainer;

	private final long deadline;

	private final CompletableFuture<List<Acknowledged>> answer;

	private long quietSince;

	/**
	 * Creates a wait.
	 * @param ids the instances, at least one
	 * @param cursors the change of each
	 * @param drainer whose own watches are not waited for, or {@code null}
	 * @param deadline when to give up
	 * @param answer is completed at the end
	 */
	Wait(List<String> ids, List<Cursor> cursors, @Nullable Object drainer, long deadline,
			CompletableFuture<List<Acknowledged>> answer) {
		this.ids = ids;
		this.cursors = cursors;
		this.oldest = cursors.stream().mapToLong(Cursor::revision).min().orElseThrow();
		this.newest = cursors.stream().mapToLong(Cursor::revision).max().orElseThrow();
		this.drainer = drainer;
		this.deadline = deadline;
		this.answer = answer;
	}

	/**
	 * The newest revision that is to be acknowledged.
	 */
	long newest() {
		return this.newest;
	}

	/**
	 * Notes that requests may have been on their way until now.
	 */
	void quietSince(long now) {
		this.quietSince = now;
	}

	/**
	 * Whether it makes a difference to this that a watcher acknowledges.
	 * @param owner whose watcher it is
	 * @param before what it had acknowledged until now
	 * @param acknowledged what it has acknowledged from now on
	 */
	boolean concerns(@Nullable Object owner, long before, long acknowledged) {
		return !isOwn(owner) && before < this.newest && acknowledged >= this.oldest;
	}

	/**
	 * Whether it may be over.
	 */
	boolean isDue(long now) {
		return now - this.deadline >= 0 || now - this.quietSince >= QUIET_NANOS;
	}

	/**
	 * When it is to be looked at next, if it was looked at now.
	 */
	long nextLook(long now) {
		long next = isDue(now) ? now + LOOK_NANOS : this.quietSince + QUIET_NANOS;
		return (next - this.deadline < 0) ? next : this.deadline;
	}

	/**
	 * Answers it if it is over.
	 * @param laggards who has not acknowledged {@link #newest}
	 * @return whether it is over
	 */
	boolean endIfOver(List<Laggard> laggards, long now) {
		boolean over = now - this.deadline >= 0 || pending(laggards, this.newest) == 0;
		if (over) {
			end(laggards);
		}
		return over;
	}

	/**
	 * Answers it, over or not.
	 */
	void end(List<Laggard> laggards) {
		List<Acknowledged> acknowledged = new ArrayList<>(this.ids.size());
		for (int i = 0; i < this.ids.size(); i++) {
			Cursor cursor = this.cursors.get(i);
			acknowledged.add(new Acknowledged(this.ids.get(i), cursor, pending(laggards, cursor.revision())));
		}
		this.answer.complete(acknowledged);
	}

	private int pending(List<Laggard> laggards, long revision) {
		int pending = 0;
		for (Laggard laggard : laggards) {
			if (laggard.acknowledged < revision && !isOwn(laggard.owner)) {
				pending++;
			}
		}
		return pending;
	}

	private boolean isOwn(@Nullable Object owner) {
		return owner != null && owner == this.drainer;
	}

	/**
	 * A watcher that has not acknowledged everything.
	 *
	 * @param acknowledged what it has acknowledged
	 * @param owner whose watcher it is, or {@code null}
	 */
	record Laggard(long acknowledged, @Nullable Object owner) {

	}

}
