package io.movieinfo.sample.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

import io.movieinfo.sample.process.CheckFailedException;

/**
 * Changes a service over HTTP, as fast as the server takes it: instances join, change and
 * leave, and the weight and meta of its living instances change. Those that join are not
 * healthy, so that nobody is sent to them; at the end all of them have left.
 */
final class Turmoil {

	private static final int AT_ONCE = 64;

	private static final int GUESTS = 100;

	private static final int FIRST_PORT = 1000;

	private static final int LIVING_EVERY = 50;

	private static final int HIGHEST_WEIGHT = 1000;

	private final Semaphore free = new Semaphore(AT_ONCE);

	private final ServerView server;

	private final String service;

	private final List<String> living;

	private int made;

	Turmoil(ServerView server, String service, Set<String> living) {
		this.server = server;
		this.service = service;
		this.living = living.stream().sorted().toList();
	}

	/**
	 * Makes changes, and waits until all have been answered.
	 * @param most how many there are to be by then, those made before included; a few
	 * more are made at last
	 * @param limit when to stop before that
	 * @return how many have been made so far
	 * @throws CheckFailedException if the server refuses one
	 */
	int make(int most, Duration limit) {
		long start = System.nanoTime();
		List<CompletableFuture<?>> answers = new ArrayList<>();
		while (this.made < most && System.nanoTime() - start < limit.toNanos()) {
			answers.add(change());
		}
		answers.forEach(CompletableFuture::join);
		answers.clear();
		for (int guest = 0; guest < GUESTS; guest++) {
			answers.add(leave(guest));
		}
		this.living.forEach((id) -> answers.add(changeLiving(id)));
		answers.forEach(CompletableFuture::join);
		return this.made;
	}

	private CompletableFuture<?> change() {
		int number = this.made++;
		if (number % LIVING_EVERY == 0) {
			return changeLiving(this.living.get(number / LIVING_EVERY % this.living.size()));
		}
		int guest = number % GUESTS;
		return (number / GUESTS % 5 == 4) ? leave(guest) : joinOrChange(guest);
	}

	private CompletableFuture<?> joinOrChange(int guest) {
		return send("PUT", "guest-" + guest,
				"{\"address\":\"127.0.0.1\",\"port\":%d,\"health\":\"unhealthy\",\"weight\":%d}"
					.formatted(FIRST_PORT + guest, 1 + this.made % HIGHEST_WEIGHT));
	}

	private CompletableFuture<?> leave(int guest) {
		return send("DELETE", "guest-" + guest, "");
	}

	private CompletableFuture<?> changeLiving(String id) {
		return send("PATCH", id, "{\"weight\":%d,\"meta\":{\"change\":\"%d\"},\"reason\":\"turmoil\"}"
			.formatted(50 + this.made % 100, this.made));
	}

	private CompletableFuture<?> send(String method, String id, String body) {
		this.free.acquireUninterruptibly();
		return this.server.send(method, this.service, id, body)
			.whenComplete((status, failure) -> this.free.release())
			.thenAccept((status) -> {
				// a guest that is to leave may never have joined
				if (status / 100 != 2 && !(method.equals("DELETE") && status == 404)) {
					throw new CheckFailedException(
							"the server answered %s of %s with %d".formatted(method, id, status));
				}
			});
	}

}
