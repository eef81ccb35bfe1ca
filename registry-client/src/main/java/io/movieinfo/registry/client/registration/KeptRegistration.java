package io.movieinfo.registry.client.registration;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

import io.movieinfo.registry.client.transport.ClientThread;
import io.movieinfo.registry.client.transport.Session;
import io.movieinfo.registry.protocol.ClientMessage.HealthReport;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.Problem;
import io.movieinfo.registry.protocol.ServerMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One instance, kept registered in whatever session there is. Everything that is not
 * public belongs to the client thread, unless it says otherwise.
 */
final class KeptRegistration implements Registration {

	private static final Logger logger = LoggerFactory.getLogger(KeptRegistration.class);

	private final InstanceKey key;

	private final Session session;

	private final ClientThread thread;

	private final Owner owner;

	private final StartId startId;

	private final Progress progress;

	private final ReportedHealth health;

	private final HealthEvaluation evaluation;

	private final ContentExchange exchange;

	private final Drain drain;

	private final Departure departure;

	private boolean registeredLogged;

	/** What was last evaluated during a drain, and not reported for that. */
	private @Nullable HealthStatus heldBack;

	/**
	 * Creates a registration that is still to be begun; on any thread.
	 * @param startIds names starts of the instance
	 */
	KeptRegistration(InstanceContent content, Supplier<String> startIds, HealthChecker checker, HealthTiming timing,
			Supplier<ExecutorService> healthExecutors, Session session, ClientThread thread, Owner owner) {
		ContentExchange.checkSize(content);
		this.key = content.key();
		this.session = session;
		this.thread = thread;
		this.owner = owner;
		this.startId = new StartId(startIds);
		this.progress = new Progress(this.key, () -> owner.over(this));
		this.health = new ReportedHealth(this.key);
		this.evaluation = new HealthEvaluation(checker, thread, timing, healthExecutors, this::evaluated);
		this.exchange = new ContentExchange(content, this.startId, this.health, session, thread);
		this.drain = new Drain(this.key, this.startId, session, thread);
		this.departure = new Departure(this.key, this.startId, session, thread);
	}

	@Override
	public InstanceKey key() {
		return this.key;
	}

	@Override
	public InstanceContent content() {
		return this.exchange.content();
	}

	@Override
	public State state() {
		return this.progress.state();
	}

	@Override
	public boolean awaitRegistered(Duration limit) {
		return this.progress.awaitFirstAnswer(limit, this.thread);
	}

	@Override
	public @Nullable Problem refusal() {
		return this.progress.refusal();
	}

	@Override
	public HealthStatus health() {
		return this.health.current();
	}

	@Override
	public @Nullable Long incarnation() {
		Progress.Confirmed confirmed = this.progress.confirmed();
		return (confirmed != null) ? Long.valueOf(confirmed.incarnation()) : null;
	}

	@Override
	public @Nullable Instant confirmedAt() {
		Progress.Confirmed confirmed = this.progress.confirmed();
		return (confirmed != null) ? confirmed.at() : null;
	}

	@Override
	public @Nullable DrainStatus drainStatus() {
		return this.drain.status();
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
		ContentExchange.checkSize(content);
		if (!isKept()) {
			return;
		}
		this.exchange.give(content);
		this.thread.execute(() -> {
			if (isKept()) {
				this.exchange.update();
			}
		});
	}

	@Override
	public boolean drain(Duration wanted) {
		Duration limit = Drain.limit(wanted);
		Confirmation acknowledged = new Confirmation();
		this.thread.execute(() -> beginDrain(limit, acknowledged));
		return limit.isZero() ? acknowledged.getNow(false)
				: acknowledged.await(limit.plus(Drain.GRACE), this.thread, this.key + " is drained");
	}

	@Override
	public void endDrain() {
		this.thread.execute(this::takeBackDrain);
	}

	@Override
	public boolean deregister(Duration timeout) {
		Confirmation confirmed = startDeregister();
		return this.departure.isOver() || confirmed.await(timeout, this.thread, this.key + " is deregistered");
	}

	/**
	 * Ends the registration without waiting; on any thread.
	 * @return whether the registry has confirmed it, once that is known or unknowable
	 */
	Confirmation startDeregister() {
		Confirmation confirmed = new Confirmation();
		this.progress.end(State.DEREGISTERED);
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
		if (isKept()) {
			this.exchange.connected();
		}
	}

	void disconnected() {
		this.exchange.stop();
		this.health.forgotten();
		this.progress.lost();
		this.drain.disconnected();
		this.departure.disconnected();
	}

	/**
	 * Whether the registry need not be told any more.
	 */
	boolean isOver() {
		return this.departure.isOver() || state() == State.SUPERSEDED;
	}

	void contribute(List<HealthReport> reports) {
		HealthReport news = isKept() ? this.health.news() : null;
		if (news != null) {
			reports.add(news);
		}
	}

	void received(ServerMessage message) {
		if (message instanceof ServerMessage.Registered registered && this.exchange.isDue(registered.re())) {
			registered(registered);
		}
		else if (message instanceof ServerMessage.Drained drained) {
			this.drain.drained(drained.re(), drained.pending());
		}
		else if (message instanceof ServerMessage.Done done) {
			this.departure.done(done.re());
		}
		else if (message instanceof ServerMessage.Refused refused && refused.re() != null) {
			refused(refused, refused.re());
		}
	}

	private void registered(ServerMessage.Registered answer) {
		Duration took = this.exchange.accepted();
		if (took != null) {
			this.owner.registered(this.key, took);
		}
		if (this.progress.confirmed(new Progress.Confirmed(answer.incarnation(), this.session.now()))) {
			if (this.registeredLogged) {
				// the session's log says already that it was lost and found
				logger.debug("Registered {} again", this.key);
			}
			else {
				logger.info("Registered {} at {}:{}", this.key, content().address(), content().port());
			}
			this.registeredLogged = true;
			this.drain.registered();
		}
	}

	private void refused(ServerMessage.Refused refused, long re) {
		Problem problem = refused.problem();
		if (this.departure.refused(re, problem) || this.drain.refused(re, problem) || !isKept()) {
			return;
		}
		if (this.exchange.isDue(re)) {
			switch (problem.code()) {
				case Problem.SUPERSEDED -> superseded();
				case Problem.REGISTER_AGAIN -> this.exchange.unknown(problem);
				default -> {
					this.progress.refused(problem, ContentExchange.isForGood(problem));
					this.exchange.refused(problem, state() == State.REGISTERED);
				}
			}
		}
		else if (refused.instance() == null || this.key.equals(refused.instance())) {
			heartbeatRefused(problem.code(), refused.instance() != null && this.exchange.saidBefore(re));
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
			this.progress.lost();
			logger.info("The registry does not know {} any more; registering it again", this.key);
			this.exchange.register();
		}
	}

	private void superseded() {
		if (this.progress.end(State.SUPERSEDED)) {
			this.evaluation.stop();
			this.exchange.stop();
			this.drain.end(true);
			this.session.error("Another, newer process has registered %s".formatted(this.key));
			logger.warn(
					"Another, newer process has registered {}; this process does not register it any more, "
							+ "its discovery goes on. If both are meant to run, give each an instance id of its own",
					this.key);
		}
	}

	private void beginDrain(Duration limit, Confirmation acknowledged) {
		if (!isKept()) {
			acknowledged.complete(isOver());
		}
		else if (this.exchange.isEverSaid()) {
			this.drain.begin(limit, state() == State.REGISTERED, acknowledged);
		}
		else {
			this.progress.end(State.DEREGISTERED);
			leave(acknowledged);
		}
	}

	private void takeBackDrain() {
		if (!isKept() || !this.drain.isBegun()) {
			return;
		}
		logger.info("Taking back the drain of {}: registering it as a new start", this.key);
		this.drain.takeBack();
		this.startId.renew();
		this.progress.lost();
		HealthStatus latest = this.heldBack;
		this.heldBack = null;
		if (latest != null) {
			this.health.evaluated(latest);
		}
		if (this.session.isConnected()) {
			this.exchange.register();
		}
		this.evaluation.evaluateNow();
	}

	private void leave(Confirmation confirmed) {
		this.evaluation.stop();
		this.exchange.stop();
		this.drain.end(false);
		if (!this.exchange.isEverSaid() || state() == State.SUPERSEDED) {
			this.departure.skip();
		}
		this.departure.begin(confirmed);
	}

	private void evaluated(HealthStatus evaluated) {
		if (this.drain.isBegun()) {
			// whatever the application says of itself from now on is part of its stopping
			this.heldBack = evaluated;
			return;
		}
		boolean news = this.health.evaluated(evaluated);
		if (!news || !isKept() || !this.session.isConnected()) {
			return;
		}
		if (this.health.isTold()) {
			this.session.beat();
		}
		else {
			this.exchange.healthKnown();
		}
	}

	boolean isKept() {
		return this.progress.isKept();
	}

	/**
	 * Whoever keeps a registration.
	 */
	interface Owner {

		/**
		 * It is not kept any more; once, on any thread.
		 */
		void over(KeptRegistration registration);

		/**
		 * The registry has confirmed it, as {@link RegistrationListener} says.
		 */
		void registered(InstanceKey instance, Duration took);

	}

}
