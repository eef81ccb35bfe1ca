package io.movieinfo.registry.server.app.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;

import io.movieinfo.registry.protocol.ClientMessage;
import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.Problem;
import io.movieinfo.registry.protocol.ServerMessage;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.Holder;
import io.movieinfo.registry.server.RegisterAgainException;
import io.movieinfo.registry.server.Registered;
import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.SupersededException;
import org.jspecify.annotations.Nullable;

/**
 * What a session has registered, and renews with each of its heartbeats. Messages come
 * one at a time; their answers come on the registry's thread, in the same order. What the
 * registry no longer holds for this session is said once and then forgotten.
 */
final class SessionRegistrations {

	/** How many bytes of messages may be in the registry's hands. */
	static final long MAX_PENDING_BYTES = 4L * 1024 * 1024;

	private final Registry registry;

	private final Holder holder;

	private final Answers answers;

	private final BiFunction<@Nullable String, String, ServiceKey> services;

	private final Consumer<String> failed;

	private final AtomicLong pendingBytes = new AtomicLong();

	// guarded by this: the start id of each instance
	private final Map<InstanceKey, String> held = new LinkedHashMap<>(2);

	// guarded by this: whether a heartbeat is in the registry's hands, and what has come
	// in
	// since, which waits for it
	private boolean beating;

	private @Nullable JoinedHeartbeats waiting;

	// guarded by this
	private boolean closed;

	/**
	 * Creates an empty set.
	 * @param holder stands for the session
	 * @param services says which service is meant by a namespace, or none, and a name
	 * @param failed is told why the session cannot go on
	 */
	SessionRegistrations(Registry registry, Holder holder, Answers answers,
			BiFunction<@Nullable String, String, ServiceKey> services, Consumer<String> failed) {
		this.registry = registry;
		this.holder = holder;
		this.answers = answers;
		this.services = services;
		this.failed = failed;
	}

	void register(ClientMessage.Register message, int bytes) {
		InstanceKey key = message.content().key();
		CompletionStage<Registered> registration = this.registry.register(message.content(), message.startId(),
				message.health(), message.cause(), this.holder);
		// held from now on, so that a heartbeat right behind renews it and tells its
		// health
		String before = hold(key, message.startId());
		if (message.health() != null) {
			forgetReport(key);
		}
		pending(bytes, registration, (registered, failure) -> {
			if (failure == null) {
				answer(message.seq(), registered);
				return;
			}
			if (letGo(key, message.startId()) && before != null && !isLost(failure)) {
				hold(key, before);
			}
			this.answers.refuse(message.seq(), failure, key);
		});
	}

	void update(ClientMessage.Update message, int bytes) {
		InstanceKey key = message.content().key();
		pending(bytes, this.registry.update(message.content(), message.startId(), this.holder),
				(registered, failure) -> {
					if (failure == null) {
						// whoever speaks for an instance beats for it, even if its
						// registration in this session has failed
						holdIfNobodyElse(key, message.startId());
						answer(message.seq(), registered);
						return;
					}
					if (isLost(failure)) {
						letGo(key, message.startId());
					}
					this.answers.refuse(message.seq(), failure, key);
				});
	}

	void drain(ClientMessage.Drain message, int bytes) {
		InstanceKey key = new InstanceKey(this.services.apply(message.namespace(), message.name()), message.id());
		Duration limit = Duration.ofMillis(message.limitMillis());
		pending(bytes, this.registry.drain(key, message.startId(), limit, this.holder), (drained, failure) -> {
			if (failure == null) {
				this.answers.send(new ServerMessage.Drained(message.seq(), key.service().name(), key.id(),
						drained.cursor(), drained.pending()));
				return;
			}
			if (isLost(failure)) {
				letGo(key, message.startId());
			}
			this.answers.refuse(message.seq(), failure, key);
		});
	}

	void deregister(ClientMessage.Deregister message, int bytes) {
		InstanceKey key = new InstanceKey(this.services.apply(message.namespace(), message.name()), message.id());
		CompletionStage<Boolean> removal = this.registry.deregister(key, message.startId());
		boolean mine = letGo(key, message.startId());
		pending(bytes, removal, (removed, failure) -> {
			if (failure == null) {
				this.answers.send(new ServerMessage.Done(message.seq()));
				return;
			}
			if (mine && !isLost(failure)) {
				hold(key, message.startId());
			}
			this.answers.refuse(message.seq(), failure, key);
		});
	}

	/**
	 * Carries out a heartbeat, which costs as much as the session holds. There is one at
	 * a time in the registry's hands; those that come in meanwhile are carried out as
	 * one, so that a client in a hurry makes no more work than a patient one.
	 */
	void heartbeat(ClientMessage.Heartbeat message, int bytes) {
		Map<InstanceKey, ClientMessage.HealthReport> reports = new HashMap<>();
		for (ClientMessage.HealthReport report : message.health()) {
			reports.put(new InstanceKey(this.services.apply(report.namespace(), report.name()), report.id()), report);
		}
		admit(bytes);
		synchronized (this) {
			if (this.waiting == null) {
				this.waiting = new JoinedHeartbeats();
			}
			this.waiting.join(message.seq(), reports, bytes);
			if (this.beating) {
				return;
			}
			this.beating = true;
		}
		beat();
	}

	/**
	 * Ends the session's part in what it still holds: it is lost, unless somebody else
	 * has renewed it since.
	 */
	void close() {
		synchronized (this) {
			this.closed = true;
		}
		this.registry.lost(this.holder);
	}

	@SuppressWarnings("FutureReturnValueIgnored") // the answer contains its own failures
	private void beat() {
		JoinedHeartbeats beat;
		Map<InstanceKey, String> renewed;
		synchronized (this) {
			beat = this.waiting;
			this.waiting = null;
			if (this.closed) {
				return;
			}
			this.beating = beat != null;
			renewed = new LinkedHashMap<>(this.held);
		}
		if (beat == null) {
			return;
		}
		long seq = beat.lastSeq();
		List<CompletableFuture<Cursor>> renewals = new ArrayList<>(renewed.size());
		renewed.forEach((key, startId) -> renewals.add(renew(seq, key, startId, beat.reports.remove(key))));
		beat.reports.keySet()
			.forEach((key) -> this.answers.refuse(seq, Problem.of(Problem.REGISTER_AGAIN,
					"this session does not hold %s, register it again".formatted(key)), key));
		CompletableFuture.allOf(renewals.toArray(CompletableFuture[]::new)).whenComplete((nothing, failure) -> {
			this.pendingBytes.addAndGet(-beat.bytes);
			beat.seqs.forEach((each) -> this.answers.send(new ServerMessage.Alive(each)));
			beat();
		});
	}

	private CompletableFuture<Cursor> renew(long seq, InstanceKey key, String startId,
			ClientMessage.@Nullable HealthReport report) {
		return this.registry
			.heartbeat(key, startId, (report != null) ? report.health() : null,
					(report != null) ? report.cause() : null, this.holder)
			.whenComplete((cursor, failure) -> {
				// what was let go meanwhile has been answered for
				if (failure != null && (!isLost(failure) || letGo(key, startId))) {
					this.answers.refuse(seq, failure, key);
				}
			})
			.toCompletableFuture();
	}

	@SuppressWarnings("FutureReturnValueIgnored") // the answer contains its own failures
	private <T> void pending(int bytes, CompletionStage<T> stage, BiConsumer<T, @Nullable Throwable> answer) {
		admit(bytes);
		stage.whenComplete((result, failure) -> {
			this.pendingBytes.addAndGet(-bytes);
			answer.accept(result, failure);
		});
	}

	private void admit(int bytes) {
		if (this.pendingBytes.addAndGet(bytes) > MAX_PENDING_BYTES) {
			this.failed.accept("the client does not wait: more than %d bytes of messages are unanswered"
				.formatted(MAX_PENDING_BYTES));
		}
	}

	/**
	 * A registration says more than what a heartbeat before it did.
	 */
	private synchronized void forgetReport(InstanceKey key) {
		if (this.waiting != null) {
			this.waiting.reports.remove(key);
		}
	}

	private void answer(long re, Registered registered) {
		this.answers.send(new ServerMessage.Registered(re, registered.key().service().name(), registered.key().id(),
				registered.incarnation(), registered.cursor()));
	}

	private synchronized @Nullable String hold(InstanceKey key, String startId) {
		return this.held.put(key, startId);
	}

	private synchronized void holdIfNobodyElse(InstanceKey key, String startId) {
		this.held.putIfAbsent(key, startId);
	}

	private synchronized boolean letGo(InstanceKey key, String startId) {
		return this.held.remove(key, startId);
	}

	private static boolean isLost(Throwable failure) {
		return failure instanceof SupersededException || failure instanceof RegisterAgainException;
	}

	/**
	 * Heartbeats that are carried out as one: the last word on each instance counts.
	 */
	private static final class JoinedHeartbeats {

		private final List<Long> seqs = new ArrayList<>(1);

		private final Map<InstanceKey, ClientMessage.HealthReport> reports = new HashMap<>(2);

		private long bytes;

		void join(long seq, Map<InstanceKey, ClientMessage.HealthReport> reports, int bytes) {
			this.seqs.add(seq);
			this.reports.putAll(reports);
			this.bytes += bytes;
		}

		long lastSeq() {
			return this.seqs.get(this.seqs.size() - 1);
		}

	}

}
