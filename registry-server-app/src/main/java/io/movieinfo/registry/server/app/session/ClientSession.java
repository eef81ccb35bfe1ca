package io.movieinfo.registry.server.app.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.movieinfo.registry.protocol.ClientMessage;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.MalformedMessageException;
import io.movieinfo.registry.protocol.MessageCodec;
import io.movieinfo.registry.protocol.Names;
import io.movieinfo.registry.protocol.Problem;
import io.movieinfo.registry.protocol.ServerMessage;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.Holder;
import io.movieinfo.registry.server.Registry;
import org.jspecify.annotations.Nullable;

/**
 * One client's session: carries out what it says and answers. Messages come one at a
 * time; what they ask of the registry is carried out in their order, and answered when
 * the registry has done it. What a session still holds at its end is suspected from then
 * on. Nothing blocks.
 */
final class ClientSession implements FrameReader.Receiver {

	/** How many services one session may watch at a time. */
	static final int MAX_WATCHES = 10_000;

	private final Registry registry;

	private final LongSupplier ticker;

	private final Outbox outbox;

	private final Answers answers;

	private final String remote;

	private final Consumer<String> failed;

	private volatile long heard;

	private volatile ClientMessage.@Nullable Hello hello;

	// since the hello
	private volatile @Nullable SessionRegistrations registrations;

	// guarded by this: by the number of their message
	private final Map<Long, ServiceWatch> watches = new HashMap<>(2);

	// guarded by this
	private boolean closed;

	/**
	 * Begins a session.
	 * @param remote the client's address and port
	 * @param failed is told why the session cannot go on
	 */
	ClientSession(Registry registry, LongSupplier ticker, Outbox outbox, String remote, Consumer<String> failed) {
		this.registry = registry;
		this.ticker = ticker;
		this.outbox = outbox;
		this.answers = new Answers(outbox);
		this.remote = remote;
		this.failed = failed;
		this.heard = ticker.getAsLong();
	}

	@Override
	public void received(byte[] json) {
		this.heard = this.ticker.getAsLong();
		ClientMessage message;
		try {
			message = MessageCodec.decodeClient(json, namespace());
		}
		catch (MalformedMessageException ex) {
			this.answers.refuse(ex.seq(), ex.problem());
			return;
		}
		try {
			carryOut(message, json.length);
		}
		catch (InvalidFieldException ex) {
			this.answers.refuse(seq(message), ex.toProblem());
		}
		catch (RuntimeException ex) {
			this.answers.refuse(seq(message), this.answers.problem(ex, message));
		}
	}

	@Override
	public void refused(Problem problem) {
		this.heard = this.ticker.getAsLong();
		this.answers.refuse(null, problem);
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
	@SuppressWarnings("NonAtomicVolatileUpdate") // a message in between is newer still
	void forgive(long nanos) {
		this.heard += nanos;
	}

	/**
	 * Ends the session's watches; its registrations stay, but are lost.
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
		SessionRegistrations registrations = this.registrations;
		if (registrations != null) {
			registrations.close();
		}
	}

	@Override
	public String toString() {
		ClientMessage.Hello hello = this.hello;
		return (hello != null) ? "the session of %s (%s)".formatted(hello.application(), hello.process())
				: "a session without hello";
	}

	private void carryOut(ClientMessage message, int bytes) {
		SessionRegistrations registrations = this.registrations;
		if (message instanceof ClientMessage.Hello greeting) {
			greet(greeting);
		}
		else if (registrations == null) {
			this.answers.refuse(seq(message), helloExpected(message, "'hello' first"));
		}
		else if (message instanceof ClientMessage.Register register) {
			registrations.register(register, bytes);
		}
		else if (message instanceof ClientMessage.Heartbeat heartbeat) {
			registrations.heartbeat(heartbeat, bytes);
		}
		else if (message instanceof ClientMessage.Update update) {
			registrations.update(update, bytes);
		}
		else if (message instanceof ClientMessage.Deregister deregister) {
			registrations.deregister(deregister, bytes);
		}
		else if (message instanceof ClientMessage.Watch watch) {
			watch(watch);
		}
		else if (message instanceof ClientMessage.Unwatch unwatch) {
			unwatch(unwatch);
		}
		else if (message instanceof ClientMessage.Drain) {
			this.answers.refuse(seq(message), new Problem(Problem.UNKNOWN_TYPE,
					"type is 'drain', which this server does not know", "type", "'drain'", "another type"));
		}
	}

	private void greet(ClientMessage.Hello greeting) {
		if (this.hello != null) {
			this.answers.refuse(greeting.seq(), helloExpected(greeting, "no second 'hello'"));
			return;
		}
		this.hello = greeting;
		Holder holder = Holder.session(greeting.application(), greeting.process(), this.remote);
		synchronized (this) {
			if (this.closed) {
				return;
			}
			this.registrations = new SessionRegistrations(this.registry, holder, this.answers, this::service,
					this.failed);
		}
		this.answers.send(new ServerMessage.Welcome(greeting.seq(), MessageCodec.VERSION, this.registry.node(),
				this.registry.epoch(), this.registry.leases().ttl().toMillis(),
				this.registry.leases().heartbeatInterval().toMillis()));
	}

	private void watch(ClientMessage.Watch message) {
		checkNumberOfWatches();
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
		this.answers.send(new ServerMessage.Done(message.seq()));
	}

	private synchronized void checkNumberOfWatches() {
		if (this.watches.size() >= MAX_WATCHES) {
			throw new InvalidFieldException("watch", "one more than %d watches".formatted(MAX_WATCHES),
					"at most %d watches in a session".formatted(MAX_WATCHES));
		}
	}

	private ServiceKey service(@Nullable String namespace, String name) {
		return new ServiceKey((namespace != null) ? namespace : namespace(), name);
	}

	private String namespace() {
		ClientMessage.Hello hello = this.hello;
		return (hello != null) ? hello.namespace() : Names.DEFAULT_NAMESPACE;
	}

	private static @Nullable Long seq(ClientMessage message) {
		return (message instanceof ClientMessage.Request request) ? request.seq() : null;
	}

	private static Problem helloExpected(ClientMessage message, String expected) {
		String type = message.getClass().getSimpleName().toLowerCase(Locale.ROOT);
		InvalidFieldException reason = new InvalidFieldException("type", type, expected);
		return new Problem(Problem.HELLO_EXPECTED, reason.toProblem().message(), reason.field(), reason.value(),
				reason.expected());
	}

}
