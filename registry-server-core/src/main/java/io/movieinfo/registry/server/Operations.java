package io.movieinfo.registry.server;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.Names;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.audit.AuditEntry;
import io.movieinfo.registry.server.audit.AuditQuery;
import io.movieinfo.registry.server.journal.Journal;
import io.movieinfo.registry.server.journal.JournalEntry;
import io.movieinfo.registry.server.journal.JournalFollower;
import io.movieinfo.registry.server.lease.GuardState;
import io.movieinfo.registry.server.watch.Following;
import io.movieinfo.registry.server.watch.WatcherDetails;
import org.jspecify.annotations.Nullable;

/**
 * What operators see and do, whatever the applications say. Everything that is done is in
 * the audit log, with who and why. Answers come as those of {@link Registry} do.
 */
public final class Operations {

	private final Supplier<Running> running;

	Operations(Supplier<Running> running) {
		this.running = running;
	}

	/**
	 * Returns all listed instances of a service by id, with what operators want to know
	 * of them. An unknown service has none.
	 */
	public CompletionStage<List<InstanceDetails>> details(ServiceKey service) {
		Running running = this.running.get();
		return running.submit(service, () -> running.operators().details(service));
	}

	/**
	 * Returns one listed instance with what operators want to know of it.
	 * @return the instance, or an {@link InstanceUnknownException}
	 */
	public CompletionStage<InstanceDetails> details(InstanceKey key) {
		Running running = this.running.get();
		return running.submit(key, () -> running.operators().details(key));
	}

	/**
	 * Changes an instance's overrides.
	 * @return the instance as it is from now on; {@code null} if it is not listed just
	 * now but has overrides. Fails with an {@link InstanceUnknownException} if it is
	 * neither, an {@link io.movieinfo.registry.protocol.InvalidFieldException} if it
	 * would have too many meta entries, or a {@link StoreUnavailableException}
	 */
	public CompletionStage<@Nullable ServiceInstance> override(InstanceKey key, OverridesPatch patch, Actor actor) {
		Running running = this.running.get();
		return running.submit(key, () -> running.operators().override(key, patch, actor));
	}

	/**
	 * Clears an instance's overrides; does nothing if there are none.
	 * @return as for {@link #override}
	 */
	public CompletionStage<@Nullable ServiceInstance> clearOverrides(InstanceKey key, Actor actor) {
		Running running = this.running.get();
		return running.submit(key, () -> running.operators().clearOverrides(key, actor));
	}

	/**
	 * Removes an instance that is not alive any more.
	 * @return nothing, or an {@link InstanceUnknownException},
	 * {@link StillAliveException} or {@link StoreUnavailableException}
	 */
	public CompletionStage<@Nullable Void> remove(InstanceKey key, Actor actor) {
		Running running = this.running.get();
		return running.submit(key, () -> {
			running.operators().remove(key, actor);
			return null;
		});
	}

	/**
	 * Takes an instance out of routing, and waits until everybody who watches its service
	 * has acknowledged that, or the limit is over. It stays so until its process starts
	 * anew, or {@link #endDrain}.
	 * @param limit as for {@link Registry#drain}
	 * @return how it ended, or an {@link InstanceUnknownException} or
	 * {@link StoreUnavailableException}
	 */
	public CompletionStage<Drained> drain(InstanceKey key, Duration limit, Actor actor) {
		Running running = this.running.get();
		long deadline = running.drains().deadline(limit);
		CompletionStage<List<String>> draining = running.submit(key,
				() -> List.of(running.operators().drain(key, actor)));
		return running.drains().whenOver(key.service(), draining, null, deadline, (all) -> all.get(0));
	}

	/**
	 * Drains all instances of a service that are listed now.
	 * @return how each ended, by id; none for an unknown service
	 */
	public CompletionStage<List<Drained>> drain(ServiceKey service, Duration limit, Actor actor) {
		Running running = this.running.get();
		long deadline = running.drains().deadline(limit);
		CompletionStage<List<String>> draining = running.submit(service,
				() -> running.operators().drain(service, actor));
		return running.drains().whenOver(service, draining, null, deadline, Function.identity());
	}

	/**
	 * Takes back a drain; does nothing if the instance is not draining.
	 * @return the instance as it is from now on, or an {@link InstanceUnknownException}
	 * or {@link StoreUnavailableException}
	 */
	public CompletionStage<ServiceInstance> endDrain(InstanceKey key, Actor actor) {
		Running running = this.running.get();
		return running.submit(key, () -> running.operators().endDrain(key, actor));
	}

	/**
	 * Takes back the drains of all instances of a service that are listed now.
	 * @return the ids of those that were draining; none for an unknown service
	 */
	public CompletionStage<List<String>> endDrain(ServiceKey service, Actor actor) {
		Running running = this.running.get();
		return running.submit(service, () -> running.operators().endDrain(service, actor));
	}

	/**
	 * Returns who watches a service, and how far each has acknowledged its changes; none
	 * for one that nobody watches. Fails with a {@link StoreUnavailableException} once
	 * the registry is closed.
	 */
	public CompletionStage<List<WatcherDetails>> watchers(ServiceKey service) {
		return this.running.get().drains().watchers(service);
	}

	/**
	 * Returns the known services of a namespace by name, with what operators want to know
	 * at a glance. An unknown namespace has none. Costs the less the fewer services there
	 * are, however many instances. Fails as {@link #watchers} does.
	 */
	public CompletionStage<List<ServiceSummary>> services(String namespace) {
		Running running = this.running.get();
		String name = Names.namespace("namespace", namespace);
		return then(running.drains().watcherCounts(), (watchers) -> then(held(running),
				(held) -> CompletableFuture.completedFuture(running.published().summaries(name, held, watchers))));
	}

	/**
	 * Returns the whole registry in numbers; costs what {@link #services} does. Fails as
	 * {@link #watchers} does.
	 */
	public CompletionStage<Overview> overview() {
		Running running = this.running.get();
		return then(running.drains().watcherCounts(), (watchers) -> {
			Duration uptime = Duration.ofNanos(running.ticker().getAsLong() - running.startedAt());
			int watches = watchers.values().stream().mapToInt(Integer::intValue).sum();
			return CompletableFuture
				.completedFuture(running.published().overview(uptime, watches, running.expiry().guard()));
		});
	}

	/**
	 * Returns the newest of what has happened, newest first: to which instance, why, and
	 * who did it. The last {@value Journal#KEPT} entries are kept, in memory. Fails with
	 * a {@link StoreUnavailableException} once the registry is closed.
	 * @param scope which services; called on the watch hub's thread, must not block. What
	 * is about the whole registry is always among them
	 * @param instance only what was about an instance with this id, or about a whole
	 * service; {@code null} for all
	 * @param max how many at most
	 */
	public CompletionStage<List<JournalEntry>> journal(Predicate<ServiceKey> scope, @Nullable String instance,
			int max) {
		Running running = this.running.get();
		return Drains.openOnly(running.journal().newest(scope, instance, max));
	}

	/**
	 * Follows what happens. The first news come at once: the entries since the given one,
	 * or the newest ones. No drain waits for a follower.
	 * @param scope as for {@link #journal}
	 * @param after the number of the last entry that the follower has seen, or
	 * {@code null}
	 * @param last without such an entry: how many of the newest to begin with, from 0
	 * @param follower is told, on the watch hub's thread
	 * @return to end it with
	 */
	public Following followJournal(Predicate<ServiceKey> scope, @Nullable Long after, int last,
			JournalFollower follower) {
		return this.running.get().journal().follow(scope, after, last, follower);
	}

	/**
	 * Probes an instance's address and port now.
	 * @return what was found, or an {@link InstanceUnknownException}
	 */
	public CompletionStage<Checked> check(InstanceKey key) {
		Running running = this.running.get();
		return then(running.submit(key, () -> running.operators().target(key)), (target) -> {
			long begun = running.ticker().getAsLong();
			return then(running.probes().probe(target), (finding) -> {
				Duration took = Duration.ofNanos(running.ticker().getAsLong() - begun);
				return running.submit(key, () -> running.operators().checked(target, finding, took));
			});
		});
	}

	/**
	 * Returns what the mass-expiry guard does just now.
	 */
	public GuardState guard() {
		return this.running.get().expiry().guard();
	}

	/**
	 * Releases the mass-expiry guard, as far as it is engaged: the leases that it holds
	 * begin anew.
	 * @return its state from now on, or a {@link StoreUnavailableException}
	 */
	public CompletionStage<GuardState> releaseGuard(Actor actor) {
		Running running = this.running.get();
		return then(running.submit("the guard", () -> {
			running.operators().releaseGuard(actor);
			return true;
		}), (released) -> CompletableFuture.completedFuture(running.expiry().guard()));
	}

	/**
	 * Returns what operators have done, newest first.
	 * @param max how many at most
	 */
	public CompletionStage<List<AuditEntry>> audit(AuditQuery query, int max) {
		Running running = this.running.get();
		return running.submit("the audit log", () -> running.operators().audit(query, max));
	}

	/**
	 * Undoes what an operator has done. What others have changed beside it since stays.
	 * @param number the number of its entry in the audit log
	 * @return the entry of the undoing, which can be undone itself. Fails with an
	 * {@link EntryUnknownException}, a {@link NotUndoableException} if it has no inverse
	 * or had no effect, a {@link ChangedSinceException} if just that was changed again,
	 * an {@link InstanceUnknownException} if the instance is gone, or a
	 * {@link StoreUnavailableException}
	 */
	public CompletionStage<AuditEntry> undo(long number, Actor actor) {
		Running running = this.running.get();
		return running.submit("the undoing", () -> running.operators().undo(number, actor));
	}

	private static CompletionStage<Map<ServiceKey, Integer>> held(Running running) {
		return (running.expiry().guard().held() == 0) ? CompletableFuture.completedFuture(Map.of())
				: running.submit("the leases", () -> running.expiry().held());
	}

	/**
	 * Goes on with an answer; failures stay as they are.
	 */
	private static <T, R> CompletionStage<R> then(CompletionStage<T> stage, Function<T, CompletionStage<R>> next) {
		CompletableFuture<R> answer = new CompletableFuture<>();
		var unused = stage.whenComplete((result, failure) -> {
			if (failure != null) {
				answer.completeExceptionally(failure);
				return;
			}
			var unusedToo = next.apply(result).whenComplete((value, later) -> {
				if (later != null) {
					answer.completeExceptionally(later);
				}
				else {
					answer.complete(value);
				}
			});
		});
		return answer;
	}

}
