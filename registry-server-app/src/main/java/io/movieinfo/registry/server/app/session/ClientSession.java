package io.movieinfo.registry.server.app.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.movieinfo.registry.protocol.ClientMessage;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.MalformedMessageException;
import io.movieinfo.registry.protocol.MessageCodec;
import io.movieinfo.registry.protocol.Names;
import io.movieinfo.registry.protocol.Problem;
import io.movieinfo.registry.protocol.ServerMessage;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.Registered;
import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.RegistryException;
import io.movieinfo.registry.server.StoreUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's session: carries out what it says and answers. Messages come one at a
 * time; what they ask of the registry is carried out in their order, and answered when
 * the registry has done it. The end of a session changes nothing of its registrations.
 * Nothing blocks.
 */
final class ClientSession implements FrameReader.Receiver {

	/** How many bytes of messages may be in the registry's hands. */
	static final long MAX_PENDING_BYTES = 4L * 1024 * 1024;

	private static final Logger logger = LoggerFactory.getLogger(ClientSession.class);

	private final Registry registry;

	private final LongSupplier ticker;

	private final Outbox outbox;

	private final Consumer<String> failed;

	private final AtomicLong pendingBytes = new AtomicLong();

	private volatile long heard;

	private volatile ClientMessage.@Nullable Hello hello;

	// guarded by this: the start id of each instance that this session keeps alive
	private final Map<InstanceKey, String> registrations = new HashMap<>(2);

	// guarded by this: by the number of their message
	private final Map<Long, ServiceWatch> watches = new HashMap<>(2);

	// guarded by this
	private boolean closed;

	/**
	 * Begins a session.
	 * @param failed is told why the session cannot go on
	 */
	ClientSession(Registry registry, LongSupplier ticker, Outbox outbox, Consumer<String> failed) {
		this.registry = registry;
		this.ticker = ticker;
		this.outbox = outbox;
		this.failed = failed;
		this.heard = ticker.getAsLong();
	}

	@Override
	public void received(byte[] json) {
		this.heard = this.ticker.getAsLong();
		ClientMessage message;
		try {
			message = MessageCodec.decodeClient(json);
		}
		catch (MalformedMessageException ex) {
			refuse(ex.seq(), ex.problem(), null);
			return;
		}
		try {
			carryOut(message, json.length);
		}
		catch (InvalidFieldException ex) {
			refuse(message.seq(), ex.toProblem(), null);
		}
		catch (RuntimeException ex) {
			logger.error("{} of {} failed", message, this, ex);
			refuse(message.seq(), Problem.of(Problem.UNAVAILABLE, "the server failed; its log says why"), null);
		}
	}

	@Override
	public void refused(Problem problem) {
		this.heard = this.ticker.getAsLong();
		refuse(null, problem, null);
	}

	/**
	 * For how long the client has said nothing, in nanoseconds.
	 */
	long silence() {
		return this.ticker.getAsLong() - this.heard;
	}

	/**
	 * Takes back time in which this process itself stood still.
	 */
	@SuppressWarnings("NonAtomicVolatileUpdate") // a message that comes in between is
													// newer still
	void forgive(long nanos) {
		this.heard += nanos;
	}

	/**
	 * Ends the session's watches; its registrations stay.
	 */
	void close() {
		List<ServiceWatch> ended;
		synchronized (this) {
			this.closed = true;
			ended = new ArrayList<>(this.watches.values());
			this.watches.clear();
		}
		this.outbox.close();
		ended.forEach(ServiceWatch::end);
	}

	@Override
	public String toString() {
		ClientMessage.Hello hello = this.hello;
		return (hello != null) ? "the session of %s (%s)".formatted(hello.application(), hello.process())
				: "a session without hello";
	}

	private void carryOut(ClientMessage message, int bytes) {
		if (message instanceof ClientMessage.Hello greeting) {
			greet(greeting);
		}
		else if (this.hello == null) {
			refuse(message.seq(), helloExpected(message, "'hello' first"), null);
		}
		else if (message instanceof ClientMessage.Register register) {
			register(register, bytes);
		}
		else if (message instanceof ClientMessage.Heartbeat heartbeat) {
			heartbeat(heartbeat, bytes);
		}
		else if (message instanceof ClientMessage.Update update) {
			update(update, bytes);
		}
		else if (message instanceof ClientMessage.Deregister deregister) {
			deregister(deregister, bytes);
		}
		else if (message instanceof ClientMessage.Watch watch) {
			watch(watch);
		}
		else if (message instanceof ClientMessage.Unwatch unwatch) {
			unwatch(unwatch);
		}
	}

	private void greet(ClientMessage.Hello greeting) {
		if (this.hello != null) {
			refuse(greeting.seq(), helloExpected(greeting, "no second 'hello'"), null);
			return;
		}
		this.hello = greeting;
		answer(new ServerMessage.Welcome(greeting.seq(), MessageCodec.VERSION, this.registry.node(),
				this.registry.epoch(), this.registry.leases().ttl().toMillis(),
				this.registry.leases().heartbeatInterval().toMillis()));
	}

	private void register(ClientMessage.Register message, int bytes) {
		InstanceKey key = message.content().key();
		String before = hold(key, message.startId());
		pending(bytes, this.registry.register(message.content(), message.startId(), message.health(), message.cause()),
				(registered, failure) -> {
					if (failure == null) {
						answer(message.seq(), registered);
					}
					else {
						if (!(failure instanceof StoreUnavailableException)) {
							letGo(key, message.startId());
						}
						else {
							holdAgain(key, message.startId(), before);
						}
						refuse(message.seq(), failure, key);
					}
				});
	}

	private void update(ClientMessage.Update message, int bytes) {
		InstanceKey key = message.content().key();
		pending(bytes, this.registry.update(message.content(), message.startId()), (registered, failure) -> {
			if (failure == null) {
				answer(message.seq(), registered);
			}
			else {
				if (!(failure instanceof StoreUnavailableException)) {
					letGo(key, message.startId());
				}
				refuse(message.seq(), failure, key);
			}
		});
	}

	private void deregister(ClientMessage.Deregister message, int bytes) {
		InstanceKey key = new InstanceKey(service(message.namespace(), message.name()), message.id());
		boolean held = letGo(key, message.startId());
		pending(bytes, this.registry.deregister(key, message.startId()), (removed, failure) -> {
			if (failure == null) {
				answer(new ServerMessage.Done(message.seq()));
			}
			else {
				if (held && failure instanceof StoreUnavailableException) {
					hold(key, message.startId());
				}
				refuse(message.seq(), failure, key);
			}
		});
	}

	private void heartbeat(ClientMessage.Heartbeat message, int bytes) {
		Map<InstanceKey, ClientMessage.HealthReport> reports = new HashMap<>();
		for (ClientMessage.HealthReport report : message.health()) {
			reports.put(new InstanceKey(service(report.namespace(), report.name()), report.id()), report);
		}
		Map<InstanceKey, String> renewed;
		synchronized (this) {
			renewed = Map.copyOf(this.registrations);
		}
		List<CompletableFuture<?>> renewals = new ArrayList<>(renewed.size());
		renewed.forEach((key, startId) -> renewals.add(renew(message.seq(), key, startId, reports.remove(key))));
		reports.keySet()
			.forEach((key) -> refuse(message.seq(), Problem.of(Problem.REGISTER_AGAIN,
					"this session does not hold %s, register it again".formatted(key)), key));
		pending(bytes, CompletableFuture.allOf(renewals.toArray(CompletableFuture[]::new)),
				(nothing, failure) -> answer(new ServerMessage.Alive(message.seq())));
	}

	private CompletableFuture<?> renew(long seq, InstanceKey key, String startId,
			ClientMessage.@Nullable HealthReport report) {
		return this.registry
			.heartbeat(key, startId, (report != null) ? report.health() : null,
					(report != null) ? report.cause() : null)
			.handle((cursor, failure) -> {
				// what was let go meanwhile has been answered for
				if (failure instanceof StoreUnavailableException || (failure != null && letGo(key, startId))) {
					refuse(seq, failure, key);
				}
				return cursor;
			})
			.toCompletableFuture();
	}

	private void watch(ClientMessage.Watch message) {
		ServiceKey service = service(message.namespace(), message.service());
		ServiceWatch watch = new ServiceWatch(message.seq(), this.outbox);
		synchronized (this) {
			if (this.closed) {
				return;
			}
			if (this.watches.putIfAbsent(message.seq(), watch) != null) {
				throw new InvalidFieldException("seq", message.seq(), "a number that no watch of the session has yet");
			}
		}
		watch.began(this.registry.watch(service, message.cursor(), watch));
	}

	private void unwatch(ClientMessage.Unwatch message) {
		ServiceWatch watch;
		synchronized (this) {
			watch = this.watches.remove(message.watch());
		}
		if (watch != null) {
			watch.end();
		}
		answer(new ServerMessage.Done(message.seq()));
	}

	@SuppressWarnings("FutureReturnValueIgnored") // the answer contains its own failures
	private <T> void pending(int bytes, CompletionStage<T> stage, BiConsumer<T, @Nullable Throwable> answer) {
		if (this.pendingBytes.addAndGet(bytes) > MAX_PENDING_BYTES) {
			this.failed.accept("the client does not wait: more than %d bytes of messages are unanswered"
				.formatted(MAX_PENDING_BYTES));
		}
		stage.whenComplete((result, failure) -> {
			this.pendingBytes.addAndGet(-bytes);
			answer.accept(result, failure);
		});
	}

	private synchronized @Nullable String hold(InstanceKey key, String startId) {
		return this.registrations.put(key, startId);
	}

	private synchronized boolean letGo(InstanceKey key, String startId) {
		return this.registrations.remove(key, startId);
	}

	private synchronized void holdAgain(InstanceKey key, String startId, @Nullable String before) {
		if (letGo(key, startId) && before != null) {
			hold(key, before);
		}
	}

	private ServiceKey service(@Nullable String namespace, String name) {
		ClientMessage.Hello hello = this.hello;
		String own = (hello != null) ? hello.namespace() : Names.DEFAULT_NAMESPACE;
		return new ServiceKey((namespace != null) ? namespace : own, name);
	}

	private void answer(long re, Registered registered) {
		answer(new ServerMessage.Registered(re, registered.key().service().name(), registered.key().id(),
				registered.incarnation(), registered.cursor()));
	}

	private void answer(ServerMessage message) {
		this.outbox.answer(MessageCodec.encode(message));
	}

	private void refuse(long re, Throwable failure, InstanceKey instance) {
		Problem problem;
		if (failure instanceof RegistryException refusal) {
			problem = refusal.toProblem();
		}
		else {
			logger.error("A change of {} by {} failed", instance, this, failure);
			problem = Problem.of(Problem.UNAVAILABLE, "the server failed; its log says why");
		}
		refuse(re, problem, instance);
	}

	private void refuse(@Nullable Long re, Problem problem, @Nullable InstanceKey instance) {
		answer(new ServerMessage.Refused(re, problem, instance));
	}

	private static Problem helloExpected(ClientMessage message, String expected) {
		String type = message.getClass().getSimpleName().toLowerCase(Locale.ROOT);
		InvalidFieldException reason = new InvalidFieldException("type", type, expected);
		return new Problem(Problem.HELLO_EXPECTED, reason.toProblem().message(), reason.field(), reason.value(),
				reason.expected());
	}

}
