package io.movieinfo.registry.client.transport;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;

import io.movieinfo.registry.client.transport.ClientThread.Timer;
import io.movieinfo.registry.protocol.ClientMessage;
import io.movieinfo.registry.protocol.ClientMessage.HealthReport;
import io.movieinfo.registry.protocol.MessageCodec;
import io.movieinfo.registry.protocol.ServerMessage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a session with one server node at a time, for as long as the client runs: beats
 * as often as the server wants, drops a session whose heartbeats stay unanswered, and
 * goes on to the next server URL after a pause whenever there is none. Everything belongs
 * to the client thread unless it says otherwise.
 */
public final class Session {

	private final SessionSettings settings;

	private final ClientThread thread;

	private final Clock clock;

	private final Connector connector;

	private final SessionRecord record;

	private final Backoff backoff;

	private final Participants participants = new Participants();

	private final Heartbeats heartbeats;

	private final Goodbye goodbye;

	private volatile SessionState state;

	private @Nullable Connection connection;

	private boolean started;

	private boolean closed;

	private boolean welcomed;

	/** The next message's number; never used twice, not even in another session. */
	private long nextSeq = 1;

	private int urlIndex;

	/** Attempts in a row that have led to no session. */
	private int failedAttempts;

	/** What comes next if nothing else does: give an attempt up, or try again. */
	private Timer timer = Timer.NONE;

	/**
	 * Creates a session that is still to be started.
	 * @param connector opens its connections; closed together with the session
	 * @param clock says since when there is one, for people
	 * @param random spreads the attempts of many clients
	 */
	public Session(SessionSettings settings, ClientThread thread, Connector connector, Clock clock,
			RandomGenerator random) {
		this.settings = settings;
		this.thread = thread;
		this.connector = connector;
		this.clock = clock;
		this.record = new SessionRecord(settings.serverUrls(), clock);
		this.backoff = new Backoff(settings.firstPause(), settings.longestPause(), random);
		this.heartbeats = new Heartbeats(thread, this::beat, (reason) -> lost(this.connection, reason));
		this.goodbye = new Goodbye(thread);
		this.state = new SessionState(false, null, null, clock.instant(), null);
	}

	/**
	 * Adds a participant; before {@link #start}, on any thread. Those that joined first
	 * are called first.
	 */
	public void join(SessionParticipant participant) {
		this.participants.add(participant);
	}

	/**
	 * Begins to connect. On any thread; idempotent, never blocks.
	 */
	public void start() {
		this.thread.execute(() -> {
			if (!this.started && !this.closed) {
				this.started = true;
				connect();
			}
		});
	}

	/**
	 * Ends the session for good. On any thread; idempotent, blocks for half a second at
	 * most.
	 */
	public void close() {
		this.goodbye.say(this::end);
		this.connector.close();
	}

	/**
	 * Returns how the session is, for people. On any thread.
	 */
	public SessionState state() {
		return this.state;
	}

	/**
	 * Returns what was counted of the sessions so far. On any thread.
	 */
	public SessionStatistics statistics() {
		return this.record.statistics();
	}

	/**
	 * Returns what went wrong lately, here and with those who use the session, the latest
	 * first; bounded. On any thread.
	 */
	public List<RecentError> recentErrors() {
		return this.record.errors();
	}

	/**
	 * Adds to what went wrong lately. The log is up to the caller.
	 */
	public void error(String message) {
		this.record.error(message);
	}

	/**
	 * Returns the time by the wall clock, for people. On any thread.
	 */
	public Instant now() {
		return this.clock.instant();
	}

	/**
	 * Whether there is a session in which {@link #send} may be used.
	 */
	public boolean isConnected() {
		return this.welcomed;
	}

	/**
	 * Whether there is no session though every server URL has been tried.
	 */
	public boolean isUnreachable() {
		return this.failedAttempts >= this.settings.serverUrls().size();
	}

	/**
	 * Sends a message in the present session.
	 * @param message makes the message with the number that it is given
	 * @return that number; answers repeat it
	 */
	public long send(LongFunction<ClientMessage.Request> message) {
		Connection current = this.connection;
		if (current == null) {
			throw new IllegalStateException("There is no session");
		}
		long seq = this.nextSeq++;
		current.send(message.apply(seq));
		return seq;
	}

	/**
	 * Says that everything here goes by what a watch of the present session has told.
	 * Does nothing without a session, or if the server does not want to know.
	 */
	public void acknowledge(ClientMessage.Ack ack) {
		if (this.welcomed && this.connection != null) {
			this.connection.acknowledge(ack);
		}
	}

	/**
	 * Sends a heartbeat at once, out of turn, if there is a session.
	 */
	public void beat() {
		if (this.welcomed) {
			List<HealthReport> reports = new ArrayList<>();
			this.participants.tell((participant) -> participant.contribute(reports));
			this.record.beaten();
			send((seq) -> new ClientMessage.Heartbeat(seq, reports));
		}
	}

	private void connect() {
		List<URI> urls = this.settings.serverUrls();
		Connection attempt = new Connection(urls.get(this.urlIndex % urls.size()), this.thread, new Incoming());
		this.connection = attempt;
		this.timer = this.thread.schedule(this.settings.connectTimeout(),
				() -> lost(attempt, "no welcome within " + this.settings.connectTimeout().toMillis() + " ms"));
		attempt.open(this.connector, this.settings.connectTimeout());
	}

	private void hello() {
		send((seq) -> new ClientMessage.Hello(seq, MessageCodec.VERSION, this.settings.application(),
				this.settings.process(), this.settings.namespace()));
	}

	private void welcomed(Connection by, ServerMessage.Welcome welcome) {
		this.timer.cancel();
		this.welcomed = true;
		this.failedAttempts = 0;
		this.state = new SessionState(true, by.server(), welcome.node(), this.clock.instant(), this.state.lastError());
		this.record.connected(by.server(), welcome.node());
		this.heartbeats.start(Duration.ofMillis(welcome.intervalMillis()));
		this.participants.tell(SessionParticipant::connected);
	}

	private void lost(@Nullable Connection lost, String reason) {
		if (lost != null && lost == this.connection) {
			lost.abort();
			reconnect(lost, reason);
		}
	}

	private void reconnect(Connection lost, String reason) {
		this.timer.cancel();
		this.heartbeats.stop();
		this.connection = null;
		boolean wasConnected = this.welcomed;
		this.welcomed = false;
		this.state = new SessionState(false, lost.server(), null,
				wasConnected ? this.clock.instant() : this.state.since(), reason);
		this.record.lost(lost.server(), reason, wasConnected);
		this.urlIndex++;
		this.timer = this.thread.schedule(this.backoff.next(), this::connect);
		if (wasConnected) {
			this.participants.tell(SessionParticipant::disconnected);
			return;
		}
		this.failedAttempts++;
		if (this.failedAttempts == this.settings.serverUrls().size()) {
			this.participants.tell(SessionParticipant::unreachable);
		}
	}

	/**
	 * Returns the connection that is still to be closed, or {@code null} if there is
	 * none.
	 */
	private @Nullable Connection end() {
		this.closed = true;
		this.timer.cancel();
		this.heartbeats.stop();
		Connection current = this.connection;
		boolean wasConnected = this.welcomed;
		this.connection = null;
		this.welcomed = false;
		if (wasConnected) {
			this.state = new SessionState(false, this.state.url(), null, this.clock.instant(), "closed");
			this.participants.tell(SessionParticipant::disconnected);
		}
		return current;
	}

	private final class Incoming implements Connection.Events {

		@Override
		public void opened(Connection opened) {
			if (opened == Session.this.connection) {
				hello();
			}
		}

		@Override
		public void received(Connection from, ServerMessage message) {
			if (from != Session.this.connection) {
				return;
			}
			if (!Session.this.welcomed) {
				beforeWelcome(from, message);
				return;
			}
			if (message instanceof ServerMessage.Alive) {
				Session.this.heartbeats.answered();
				// not earlier: a server that welcomes and then drops everybody is none
				Session.this.backoff.reset();
				Session.this.record.answered();
			}
			else if (message instanceof ServerMessage.GoAway goAway) {
				from.close(() -> {
				});
				reconnect(from, "it is going away: " + goAway.reason());
				return;
			}
			else if (message instanceof ServerMessage.Refused refused && refused.re() == null) {
				Session.this.record.unreadable(from.server(), refused.problem().message());
			}
			Session.this.participants.tell((participant) -> participant.received(message));
		}

		@Override
		public void ended(Connection ended, String reason) {
			lost(ended, reason);
		}

		private void beforeWelcome(Connection from, ServerMessage message) {
			if (message instanceof ServerMessage.Welcome welcome) {
				Session.this.welcomed(from, welcome);
			}
			else if (message instanceof ServerMessage.Refused refused) {
				lost(from, "refused: " + refused.problem().message());
			}
		}

	}

}
