package io.movieinfo.registry.server;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.Limits;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.watch.Acknowledged;
import io.movieinfo.registry.server.watch.WatchHub;
import io.movieinfo.registry.server.watch.WatcherDetails;
import org.jspecify.annotations.Nullable;

/**
 * Waits until everybody has acknowledged that instances are draining. Thread-safe;
 * nothing blocks.
 */
final class Drains {

	private static final Duration LONGEST = Duration.ofMillis(Limits.MAX_DRAIN_MILLIS);

	private final WatchHub hub;

	private final LongSupplier ticker;

	private final RegistryObserver observer;

	Drains(WatchHub hub, LongSupplier ticker, RegistryObserver observer) {
		this.hub = hub;
		this.ticker = ticker;
		this.observer = observer;
	}

	/**
	 * Returns when a drain that begins now is to be over.
	 * @throws InvalidFieldException if it would be longer than anybody may wait
	 */
	long deadline(Duration limit) {
		if (limit.isNegative() || limit.compareTo(LONGEST) > 0) {
			throw new InvalidFieldException("limit", limit, "%s to %s".formatted(Duration.ZERO, LONGEST));
		}
		return this.ticker.getAsLong() + limit.toNanos();
	}

	/**
	 * Answers how drains have ended.
	 * @param draining the ids of the instances, once it is stored and published that they
	 * are draining
	 * @param drainer whose own watches are not waited for, or {@code null}
	 * @param deadline when to answer at the latest
	 * @param result makes the answer of what became of each id, in their order
	 * @return the answer, or what {@code draining} failed with
	 */
	<T> CompletionStage<T> whenOver(ServiceKey service, CompletionStage<List<String>> draining,
			@Nullable Object drainer, long deadline, Function<List<Drained>, T> result) {
		// by hand, because a composed stage would wrap what it fails with
		CompletableFuture<T> answer = new CompletableFuture<>();
		var unused = draining.whenComplete((ids, failure) -> {
			if (failure != null) {
				answer.completeExceptionally(failure);
			}
			else if (ids.isEmpty()) {
				answer.complete(result.apply(List.of()));
			}
			else {
				await(service, ids, drainer, deadline, result, answer);
			}
		});
		return answer;
	}

	/**
	 * Returns who watches a service.
	 */
	CompletionStage<List<WatcherDetails>> watchers(ServiceKey service) {
		return openOnly(this.hub.watchers(service));
	}

	/**
	 * Returns how many watch each service.
	 */
	CompletionStage<Map<ServiceKey, Integer>> watcherCounts() {
		return openOnly(this.hub.watcherCounts());
	}

	/**
	 * Answers as a stage does, but says that the registry is closed if it is.
	 */
	static <T> CompletionStage<T> openOnly(CompletionStage<T> stage) {
		CompletableFuture<T> answer = new CompletableFuture<>();
		var unused = stage.whenComplete((value, failure) -> {
			if (failure == null) {
				answer.complete(value);
			}
			else {
				fail(answer, failure);
			}
		});
		return answer;
	}

	private <T> void await(ServiceKey service, List<String> ids, @Nullable Object drainer, long deadline,
			Function<List<Drained>, T> result, CompletableFuture<T> answer) {
		long begun = this.ticker.getAsLong();
		var unused = this.hub.whenAcknowledged(service, ids, drainer, deadline).whenComplete((all, failure) -> {
			if (failure == null) {
				int pending = all.stream().mapToInt(Acknowledged::pending).max().orElse(0);
				this.observer.drained(pending, this.ticker.getAsLong() - begun);
				answer.complete(result.apply(all.stream().map((each) -> drained(service, each)).toList()));
			}
			else {
				fail(answer, failure);
			}
		});
	}

	private static void fail(CompletableFuture<?> answer, Throwable failure) {
		answer.completeExceptionally(
				(failure instanceof RejectedExecutionException) ? Writer.closedException() : failure);
	}

	private static Drained drained(ServiceKey service, Acknowledged acknowledged) {
		return new Drained(new InstanceKey(service, acknowledged.id()), acknowledged.cursor(), acknowledged.pending());
	}

}
