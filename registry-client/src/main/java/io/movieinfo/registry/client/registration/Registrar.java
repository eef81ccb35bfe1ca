package io.movieinfo.registry.client.registration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

import io.movieinfo.registry.client.transport.ClientThread;
import io.movieinfo.registry.client.transport.Session;
import io.movieinfo.registry.client.transport.SessionParticipant;
import io.movieinfo.registry.protocol.ClientMessage.HealthReport;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.ServerMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps instances registered through a session. Thread-safe.
 */
public final class Registrar implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Registrar.class);

	private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(1);

	private final Session session;

	private final ClientThread thread;

	private final HealthTiming timing;

	private final Supplier<ExecutorService> healthExecutors;

	private final Supplier<String> startIds;

	private final Participant participant = new Participant();

	private final KeptRegistration.Owner owner = new Keeping();

	/** Those that are kept, and those that were superseded, for people to see. */
	private final ConcurrentHashMap<InstanceKey, KeptRegistration> registrations = new ConcurrentHashMap<>();

	private final List<RegistrationListener> listeners = new CopyOnWriteArrayList<>();

	private volatile boolean closed;

	/**
	 * Creates a registrar, and joins the session.
	 * @param healthExecutors makes an executor for each registration, which its health is
	 * evaluated on; ended together with the registration
	 * @param startIds names each start of an instance, never twice the same
	 */
	public Registrar(Session session, ClientThread thread, HealthTiming timing,
			Supplier<ExecutorService> healthExecutors, Supplier<String> startIds) {
		this.session = session;
		this.thread = thread;
		this.timing = timing;
		this.healthExecutors = healthExecutors;
		this.startIds = startIds;
		session.join(this.participant);
	}

	/**
	 * Registers an instance and keeps it registered. Never blocks.
	 * @throws InvalidFieldException if its message would exceed the largest frame
	 * @throws IllegalStateException if closed, or an instance of that key is already kept
	 */
	public Registration register(InstanceContent content, HealthChecker checker) {
		InstanceKey key = content.key();
		KeptRegistration registration = new KeptRegistration(content, this.startIds, checker, this.timing,
				this.healthExecutors, this.session, this.thread, this.owner);
		if (this.closed) {
			throw new IllegalStateException("The registry client is closed; it cannot register " + key);
		}
		KeptRegistration listed = this.registrations.compute(key,
				(any, former) -> (former != null && former.isKept()) ? former : registration);
		if (listed != registration) {
			throw new IllegalStateException("This registry client already keeps %s registered".formatted(key));
		}
		this.thread.execute(() -> this.participant.begin(registration));
		return registration;
	}

	/**
	 * Returns the registrations that are kept, and those that were superseded, in the
	 * order of their keys.
	 */
	public List<Registration> registrations() {
		return this.registrations.values()
			.stream()
			.sorted(Comparator.comparing((registration) -> registration.key().toString()))
			.<Registration>map(Function.identity())
			.toList();
	}

	/**
	 * Has a listener told of what the registry confirms from now on.
	 */
	public void addListener(RegistrationListener listener) {
		this.listeners.add(listener);
	}

	/**
	 * Deregisters what is left. Blocks for a second at most, and only with a session;
	 * idempotent, never fails.
	 */
	@Override
	public void close() {
		this.closed = true;
		List<Confirmation> confirmations = this.registrations.values()
			.stream()
			.map(KeptRegistration::startDeregister)
			.toList();
		try {
			if (!this.thread.isCurrent() && !this.thread.isClosed()) {
				CompletableFuture.allOf(confirmations.toArray(CompletableFuture[]::new))
					.get(LONGEST_GOODBYE.toNanos(), TimeUnit.NANOSECONDS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (TimeoutException | ExecutionException ex) {
			logger.debug("Not every deregistration was confirmed in time", ex);
		}
	}

	private final class Keeping implements KeptRegistration.Owner {

		@Override
		public void over(KeptRegistration registration) {
			if (registration.state() != Registration.State.SUPERSEDED) {
				Registrar.this.registrations.remove(registration.key(), registration);
			}
		}

		@Override
		public void registered(InstanceKey instance, Duration took) {
			for (RegistrationListener listener : Registrar.this.listeners) {
				try {
					listener.registered(instance, took);
				}
				catch (RuntimeException | Error ex) {
					logger.warn("A listener of registrations failed; it is told of further ones", ex);
				}
			}
		}

	}

	/**
	 * The registrations' side of the session, on the client thread.
	 */
	private static final class Participant implements SessionParticipant {

		private final List<KeptRegistration> registrations = new ArrayList<>();

		void begin(KeptRegistration registration) {
			this.registrations.add(registration);
			registration.begin();
		}

		@Override
		public void connected() {
			this.registrations.removeIf(KeptRegistration::isOver);
			this.registrations.forEach(KeptRegistration::connected);
		}

		@Override
		public void disconnected() {
			this.registrations.forEach(KeptRegistration::disconnected);
		}

		@Override
		public void received(ServerMessage message) {
			this.registrations.forEach((registration) -> registration.received(message));
			if (message instanceof ServerMessage.Done || message instanceof ServerMessage.Refused) {
				this.registrations.removeIf(KeptRegistration::isOver);
			}
		}

		@Override
		public void contribute(List<HealthReport> reports) {
			this.registrations.forEach((registration) -> registration.contribute(reports));
		}

	}

}
