package io.movieinfo.registry.client.registration;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import io.movieinfo.registry.client.transport.ClientThread;
import io.movieinfo.registry.client.transport.ClientThread.Timer;
import io.movieinfo.registry.client.transport.Session;
import io.movieinfo.registry.protocol.ClientMessage;
import io.movieinfo.registry.protocol.ClientMessage.HealthReport;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.Limits;
import io.movieinfo.registry.protocol.MessageCodec;
import io.movieinfo.registry.protocol.Problem;
import io.movieinfo.registry.protocol.ServerMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One instance, kept registered in whatever session there is. Its fields belong to the
 * client thread, but for what its public methods read.
 */
final class KeptRegistration implements Registration {

	private static final Logger logger = LoggerFactory.getLogger(KeptRegistration.class);

	/** No message has this number. */
	private static final long NONE = -1;

	/** How long an instance of unknown health waits with its registration. */
	private static final Duration FIRST_LOOK = Duration.ofMillis(200);

	private static final Duration FIRST_RETRY = Duration.ofMillis(500);

	private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

	private final InstanceKey key;

	private final String startId = UUID.randomUUID().toString();

	private final Session session;

	private final ClientThread thread;

	private final Runnable over;

	private final HealthEvaluation evaluation;

	private final ReportedHealth health;

	private final Departure departure;

	private final AtomicReference<State> state = new AtomicReference<>(State.REGISTERING);

	private volatile InstanceContent content;

	/** What the registry has last confirmed. */
	private @Nullable InstanceContent accepted;

	/** What the answer that is due is about. */
	private InstanceContent sent;

	private boolean everSent;

	private boolean registeredLogged;

	private boolean refusalLogged;

	private long pending = NONE;

	private Duration retryPause = FIRST_RETRY;

	private Timer retry = Timer.NONE;

	/**
	 * Creates a registration that is still to be begun.
	 * @param over called, on any thread, when it is not kept any more
	 */
	KeptRegistration(InstanceContent content, HealthChecker checker, HealthTiming timing, Session session,
			ClientThread thread, Runnable over) {
		checkSize(this.startId, content);
		this.key = content.key();
		this.content = content;
		this.sent = content;
		this.session = session;
		this.thread = thread;
		this.over = over;
		this.health = new ReportedHealth(this.key);
		this.departure = new Departure(this.key, this.startId, session);
		this.evaluation = new HealthEvaluation(checker, thread, timing, this::evaluated);
	}

	@Override
	public InstanceKey key() {
		return this.key;
	}

	@Override
	public InstanceContent content() {
		return this.content;
	}

	@Override
	public State state() {
		return Objects.requireNonNull(this.state.get());
	}

	@Override
	public HealthStatus health() {
		return this.health.current();
	}

	@Override
	public void checkHealthNow() {
		this.thread.execute(this.evaluation::evaluateNow);
	}

	@Override
	public void update(InstanceContent content) {
		if (!content.key().equals(this.key)) {
			throw new InvalidFieldException("instance", content.key().toString(),
					"content of the registered instance " + this.key);
		}
		checkSize(this.startId, content);
		this.thread.execute(() -> {
			if (isKept() && !content.equals(this.content)) {
				this.content = content;
				if (this.health.isTold()) {
					sendUpdate();
				}
			}
		});
	}

	@Override
	public boolean deregister(Duration timeout) {
		CompletableFuture<Boolean> confirmed = startDeregister();
		if (this.departure.isOver() || this.thread.isCurrent() || this.thread.isClosed()) {
			return this.departure.isOver();
		}
		try {
			return confirmed.get(Math.max(0, timeout.toNanos()), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		catch (TimeoutException ex) {
			logger.warn("The registry has not confirmed within {} ms that {} is deregistered", timeout.toMillis(),
					this.key);
			return false;
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("Nothing completes it with a failure", ex);
		}
	}

	/**
	 * Ends the registration without waiting.
	 * @return whether the registry has confirmed it, once that is known or unknowable
	 */
	CompletableFuture<Boolean> startDeregister() {
		CompletableFuture<Boolean> confirmed = new CompletableFuture<>();
		end(State.DEREGISTERED);
		this.thread.execute(() -> leave(confirmed));
		return confirmed;
	}

	void begin() {
		this.evaluation.evaluateNow();
		if (this.session.isConnected()) {
			connected();
		}
	}

	void connected() {
		this.departure.connected();
		if (isKept() && this.health.isEvaluated()) {
			sendRegister();
		}
		else if (isKept()) {
			// the first result is most likely only just under way
			this.retry = this.thread.schedule(FIRST_LOOK, this::retry);
		}
	}

	void disconnected() {
		this.retry.cancel();
		this.pending = NONE;
		this.health.forgotten();
		this.state.compareAndSet(State.REGISTERED, State.REGISTERING);
		this.departure.disconnected();
	}

	/**
	 * Whether the registry need not be told any more.
	 */
	boolean isOver() {
		return this.departure.isOver() || this.state.get() == State.SUPERSEDED;
	}

	void contribute(List<HealthReport> reports) {
		HealthReport news = isKept() ? this.health.news() : null;
		if (news != null) {
			reports.add(news);
		}
	}

	void received(ServerMessage message) {
		if (message instanceof ServerMessage.Registered registered && registered.re() == this.pending) {
			registered();
		}
		else if (message instanceof ServerMessage.Done done) {
			this.departure.answered(done.re());
		}
		else if (message instanceof ServerMessage.Refused refused && refused.re() != null) {
			refused(refused, refused.re());
		}
	}

	private void registered() {
		this.pending = NONE;
		this.accepted = this.sent;
		this.retryPause = FIRST_RETRY;
		this.refusalLogged = false;
		if (this.state.compareAndSet(State.REGISTERING, State.REGISTERED)) {
			logRegistered();
		}
	}

	/**
	 * The session's log says already that it was lost and found.
	 */
	private void logRegistered() {
		if (this.registeredLogged) {
			logger.debug("Registered {} again", this.key);
		}
		else {
			logger.info("Registered {} at {}:{}", this.key, this.sent.address(), this.sent.port());
		}
		this.registeredLogged = true;
	}

	private void refused(ServerMessage.Refused refused, long re) {
		Problem problem = refused.problem();
		if (this.departure.answered(re) || !isKept()) {
			return;
		}
		if (re == this.pending) {
			this.pending = NONE;
			switch (problem.code()) {
				case Problem.SUPERSEDED -> superseded();
				case Problem.REGISTER_AGAIN -> sendRegister();
				default -> contentRefused(problem);
			}
		}
		else if (refused.instance() == null || this.key.equals(refused.instance())) {
			heartbeatRefused(problem.code(), refused.instance() != null && re > this.pending);
		}
	}

	private void heartbeatRefused(String code, boolean aboutThis) {
		if (code.equals(Problem.UNAVAILABLE)) {
			this.health.tellAgain();
		}
		else if (aboutThis && code.equals(Problem.SUPERSEDED)) {
			superseded();
		}
		else if (aboutThis && code.equals(Problem.REGISTER_AGAIN)) {
			this.state.compareAndSet(State.REGISTERED, State.REGISTERING);
			logger.info("The registry does not know {} any more; registering it again", this.key);
			sendRegister();
		}
	}

	/**
	 * The registry cannot, or will not, take the content. What it has taken before must
	 * not get lost over that.
	 */
	private void contentRefused(Problem problem) {
		boolean unavailable = problem.code().equals(Problem.UNAVAILABLE);
		InstanceContent earlier = this.accepted;
		if (this.refusalLogged) {
			logger.debug("The registry still refuses {}: {}", this.key, problem.message());
		}
		else {
			logger.warn("The registry refuses {}: {}", this.key, problem.message());
		}
		this.refusalLogged = true;
		if (!unavailable && earlier != null && !earlier.equals(this.sent)) {
			logger.warn("{} stays registered as it was before its update", this.key);
			if (this.content.equals(this.sent)) {
				this.content = earlier;
			}
			if (this.state.get() == State.REGISTERED) {
				return;
			}
		}
		this.retry.cancel();
		this.retry = this.thread.schedule(this.retryPause, this::retry);
		Duration doubled = this.retryPause.multipliedBy(2);
		this.retryPause = (doubled.compareTo(LONGEST_RETRY) < 0) ? doubled : LONGEST_RETRY;
	}

	private void retry() {
		if (isKept() && this.session.isConnected() && this.pending == NONE) {
			sendRegister();
		}
	}

	private void superseded() {
		if (end(State.SUPERSEDED)) {
			this.evaluation.stop();
			logger.warn(
					"Another, newer process has registered {}; this process does not register it any more, "
							+ "its discovery goes on. If both are meant to run, give each an instance id of its own",
					this.key);
		}
	}

	private boolean end(State end) {
		State before = this.state
			.getAndUpdate((now) -> (now == State.REGISTERING || now == State.REGISTERED) ? end : now);
		boolean ended = before == State.REGISTERING || before == State.REGISTERED;
		if (ended) {
			this.over.run();
		}
		return ended;
	}

	private void leave(CompletableFuture<Boolean> confirmed) {
		this.evaluation.stop();
		this.retry.cancel();
		if (!this.everSent || this.state.get() == State.SUPERSEDED) {
			this.departure.skip();
		}
		this.departure.begin(confirmed);
	}

	private void evaluated(HealthStatus evaluated) {
		boolean news = this.health.evaluated(evaluated);
		if (!news || !isKept() || !this.session.isConnected()) {
			return;
		}
		if (this.health.isTold()) {
			this.session.beat();
		}
		else if (this.pending == NONE) {
			sendRegister();
		}
	}

	private void sendRegister() {
		this.retry.cancel();
		this.sent = this.content;
		this.everSent = true;
		HealthStatus current = this.health.tell();
		this.pending = this.session
			.send((seq) -> new ClientMessage.Register(seq, this.startId, this.sent, current.health(), current.cause()));
	}

	private void sendUpdate() {
		this.sent = this.content;
		this.pending = this.session.send((seq) -> new ClientMessage.Update(seq, this.startId, this.sent));
	}

	private boolean isKept() {
		State now = this.state.get();
		return now == State.REGISTERING || now == State.REGISTERED;
	}

	private static void checkSize(String startId, InstanceContent content) {
		int size = MessageCodec.encode(new ClientMessage.Register(Long.MAX_VALUE, startId, content, null, null)).length;
		if (size > Limits.MAX_FRAME_BYTES) {
			throw new InvalidFieldException("instance", size + " bytes",
					"at most %d bytes in all".formatted(Limits.MAX_FRAME_BYTES));
		}
	}

}
