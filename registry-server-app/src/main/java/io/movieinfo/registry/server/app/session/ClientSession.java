package io.movieinfo.registry.server.app.session;

import java.util.Locale;
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
import io.movieinfo.registry.server.watch.Reader;
import org.jspecify.annotations.Nullable;

/**
 * One client's session: carries out what it says and answers. Messages come one at a
 * time; what they ask of the registry is carried out in their order, and answered when
 * the registry has done it. What a session still holds at its end is suspected from then
 * on. Nothing blocks.
 */
final class ClientSession implements FrameReader.Receiver {

	private final Registry registry;

	private final LongSupplier ticker;

	private final Outbox outbox;

	private final Answers answers;

	private final String remote;

	private final Consumer<String> failed;

	private volatile long heard;

	private volatile ClientMessage.@Nullable Hello hello;

	// both since the hello
	private volatile @Nullable SessionRegistrations registrations;

	private volatile @Nullable SessionWatches watches;

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
	 * Whether its client has said who it is.
	 */
	boolean isGreeted() {
		return this.hello != null;
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
		synchronized (this) {
			this.closed = true;
		}
		this.outbox.close();
		SessionWatches watches = this.watches;
		if (watches != null) {
			watches.close();
		}
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
		SessionWatches watches = this.watches;
		if (message instanceof ClientMessage.Hello greeting) {
			greet(greeting);
		}
		else if (registrations == null || watches == null) {
			this.answers.refuse(seq(message), helloExpected(message, "'hello' first"));
		}
		else if (message instanceof ClientMessage.Register register) {
			registrations.register(register, bytes);
		}
		else if (message instanceof ClientMessage.Heartbeat heartbeat) {
			watches.beaten();
			registrations.heartbeat(heartbeat, bytes);
		}
		else if (message instanceof ClientMessage.Update update) {
			registrations.update(update, bytes);
		}
		else if (message instanceof ClientMessage.Deregister deregister) {
			registrations.deregister(deregister, bytes);
		}
		else if (message instanceof ClientMessage.Drain drain) {
			registrations.drain(drain, bytes);
		}
		else if (message instanceof ClientMessage.Watch watch) {
			watches.watch(watch, service(watch.namespace(), watch.service()));
		}
		else if (message instanceof ClientMessage.Unwatch unwatch) {
			watches.unwatch(unwatch);
			this.answers.send(new ServerMessage.Done(unwatch.seq()));
		}
		else if (message instanceof ClientMessage.Ack ack) {
			watches.acknowledge(ack);
		}
	}

	private void greet(ClientMessage.Hello greeting) {
		if (this.hello != null) {
			this.answers.refuse(greeting.seq(), helloExpected(greeting, "no second 'hello'"));
			return;
		}
		this.hello = greeting;
		Holder holder = Holder.session(greeting.application(), greeting.process(), this.remote);
		Reader reader = Reader.session(
				"%s (%s) from %s".formatted(greeting.application(), greeting.process(), this.remote), holder,
				this::isLive);
		synchronized (this) {
			if (this.closed) {
				return;
			}
			this.watches = new SessionWatches(this.registry, reader, this.outbox);
			this.registrations = new SessionRegistrations(this.registry, holder, this.answers, this::service,
					this.failed);
		}
		this.answers.send(new ServerMessage.Welcome(greeting.seq(), MessageCodec.VERSION, this.registry.node(),
				this.registry.epoch(), this.registry.leases().ttl().toMillis(),
				this.registry.leases().heartbeatInterval().toMillis()));
	}

	/**
	 * Whether a heartbeat is at most half an interval late.
	 */
	private boolean isLive() {
		return silence() <= this.registry.leases().heartbeatInterval().toNanos() * 3 / 2;
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
