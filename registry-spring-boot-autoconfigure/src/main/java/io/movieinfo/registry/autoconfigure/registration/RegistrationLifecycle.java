package io.movieinfo.registry.autoconfigure.registration;

import java.time.Duration;
import java.util.function.Supplier;

import io.movieinfo.registry.autoconfigure.InvalidRegistryPropertyException;
import io.movieinfo.registry.autoconfigure.RegistryClientProperties;
import io.movieinfo.registry.client.registration.HealthChecker;
import io.movieinfo.registry.client.registration.Registration;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.Limits;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.SmartApplicationListener;
import org.springframework.core.Ordered;

/**
 * Registers the application when it is ready, passes on its availability, and when its
 * context closes, drains and deregisters it before anything else happens. A ready
 * application accepts traffic only a moment later, when all other listeners have heard
 * that it is ready: registered any earlier it would take the place of a predecessor with
 * the same id before it can serve. It leaves in a listener, not in a lifecycle phase,
 * because some servers stop in the highest one; until that returns everything serves as
 * before. Events of other contexts, such as a management context, do not count. The
 * settings are checked before the application is ready. What {@link FailFast} throws ends
 * the application's start.
 */
final class RegistrationLifecycle implements SmartApplicationListener, SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(RegistrationLifecycle.class);

	private static final Duration LONGEST_DRAIN = Duration.ofMillis(Limits.MAX_DRAIN_MILLIS);

	private static final String NOT_REGISTERED = "Not registered: this application runs no web or gRPC server of its own. "
			+ "To register another port of it, set registry.client.instance.port";

	private final ApplicationContext context;

	private final Registrar registrar;

	private final OwnInstance instance;

	private final AvailabilityHealthChecker health;

	private final FailFast failFast;

	private final Duration drainTimeout;

	private final Duration deregisterTimeout;

	private Reachability reachability = Reachability.NONE;

	/** Whether the application is ready and has not been registered for it yet. */
	private volatile boolean ready;

	private volatile @Nullable Registration registration;

	RegistrationLifecycle(ApplicationContext context, Registrar registrar, RegistryClientProperties properties,
			OwnInstance instance, Supplier<HealthChecker> checker, FailFast failFast) {
		this.context = context;
		this.registrar = registrar;
		this.instance = instance;
		this.health = new AvailabilityHealthChecker(checker);
		this.failFast = failFast;
		this.drainTimeout = timeout("registry.client.drain.timeout", properties.drain().timeout(), LONGEST_DRAIN);
		this.deregisterTimeout = timeout("registry.client.registration.deregister-timeout",
				properties.registration().deregisterTimeout(), null);
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.reachability = Reachability.of(this.context, this.instance.configuredPort());
		if (this.reachability == Reachability.NONE) {
			logger.info(NOT_REGISTERED);
		}
		else if (this.reachability != Reachability.MOCK) {
			this.instance.check(this.reachability);
			this.health.findDelegate();
		}
	}

	@Override
	public boolean supportsEventType(Class<? extends ApplicationEvent> eventType) {
		return ApplicationReadyEvent.class.isAssignableFrom(eventType)
				|| AvailabilityChangeEvent.class.isAssignableFrom(eventType)
				|| ContextClosedEvent.class.isAssignableFrom(eventType);
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		if (event instanceof ApplicationReadyEvent ready && ready.getApplicationContext() == this.context) {
			this.ready = true;
		}
		else if (event instanceof AvailabilityChangeEvent<?> change && concernsThisContext(change)) {
			availabilityChanged(change);
		}
		else if (event instanceof ContextClosedEvent closed && closed.getApplicationContext() == this.context) {
			leave();
		}
	}

	/**
	 * Changes may come from any object, but not from another context.
	 */
	private boolean concernsThisContext(AvailabilityChangeEvent<?> change) {
		return change.getSource() == this.context || !(change.getSource() instanceof ApplicationContext);
	}

	private void register() {
		Integer port = this.reachability.port(this.context, this.instance.configuredPort());
		if (port == null) {
			if (this.reachability != Reachability.MOCK && this.reachability != Reachability.NONE) {
				logger.info(NOT_REGISTERED);
			}
			return;
		}
		InstanceContent content = this.instance.content(this.reachability, port,
				this.reachability.metadata(this.context, port));
		Registration registration = register(content);
		this.registration = registration;
		try {
			this.failFast.check(registration);
		}
		catch (NotRegisteredException ex) {
			this.registration = null;
			registration.deregister(this.deregisterTimeout);
			throw ex;
		}
	}

	private Registration register(InstanceContent content) {
		try {
			return this.registrar.register(content, this.health);
		}
		catch (InvalidFieldException ex) {
			throw InvalidRegistryPropertyException.causedBy("registry.client.instance.meta", ex,
					"fewer or shorter registry.client.instance.meta.* entries");
		}
	}

	private void availabilityChanged(AvailabilityChangeEvent<?> change) {
		this.health.changed(change.getState());
		Registration current = this.registration;
		if (current != null) {
			current.checkHealthNow();
		}
		else if (this.ready && change.getState() == ReadinessState.ACCEPTING_TRAFFIC) {
			this.ready = false;
			register();
		}
	}

	private void leave() {
		this.ready = false;
		Registration current = this.registration;
		if (current == null) {
			return;
		}
		if (!this.drainTimeout.isZero()) {
			current.drain(this.drainTimeout);
		}
		current.deregister(this.deregisterTimeout);
	}

	private static Duration timeout(String property, Duration value, @Nullable Duration longest) {
		if (value.isNegative() || (longest != null && value.compareTo(longest) > 0)) {
			throw new InvalidRegistryPropertyException(property, value,
					(longest != null) ? "zero to %d minutes".formatted(longest.toMinutes()) : "zero or more",
					property + "=2s");
		}
		return value;
	}

}
