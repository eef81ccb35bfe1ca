package io.movieinfo.registry.autoconfigure.registration;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.movieinfo.registry.client.registration.DrainStatus;
import io.movieinfo.registry.client.registration.HealthChecker;
import io.movieinfo.registry.client.registration.HealthStatus;
import io.movieinfo.registry.client.registration.Registration;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what would have been registered.
 */
class FakeRegistrar implements Registrar {

	final List<FakeRegistration> registrations = new CopyOnWriteArrayList<>();

	/** Called by whoever drains. */
	volatile Runnable onDrain = () -> {
	};

	/** Called by whoever deregisters. */
	volatile Runnable onDeregister = () -> {
	};

	@Override
	public Registration register(InstanceContent content, HealthChecker checker) {
		FakeRegistration registration = new FakeRegistration(content, checker);
		this.registrations.add(registration);
		registration.checkHealthNow();
		return registration;
	}

	FakeRegistration only() {
		if (this.registrations.size() != 1) {
			throw new AssertionError("registered " + this.registrations.size() + " times");
		}
		return this.registrations.get(0);
	}

	final class FakeRegistration implements Registration {

		private final InstanceContent content;

		final HealthChecker checker;

		/** What the checker said at first, and each time it was to be asked at once. */
		final List<HealthStatus> checked = new CopyOnWriteArrayList<>();

		/** The limit of each drain that came before a deregistration. */
		final List<Duration> drained = new CopyOnWriteArrayList<>();

		final AtomicInteger deregistered = new AtomicInteger();

		FakeRegistration(InstanceContent content, HealthChecker checker) {
			this.content = content;
			this.checker = checker;
		}

		@Override
		public InstanceKey key() {
			return this.content.key();
		}

		@Override
		public InstanceContent content() {
			return this.content;
		}

		@Override
		public State state() {
			return (this.deregistered.get() > 0) ? State.DEREGISTERED : State.REGISTERED;
		}

		@Override
		public boolean awaitRegistered(Duration limit) {
			return true;
		}

		@Override
		public @Nullable Problem refusal() {
			return null;
		}

		@Override
		public HealthStatus health() {
			return this.checked.get(this.checked.size() - 1);
		}

		@Override
		public @Nullable Long incarnation() {
			return null;
		}

		@Override
		public @Nullable Instant confirmedAt() {
			return null;
		}

		@Override
		public @Nullable DrainStatus drainStatus() {
			return null;
		}

		@Override
		public void checkHealthNow() {
			try {
				HealthStatus availability = this.checker.availability();
				this.checked.add((availability.health() == Health.HEALTHY) ? this.checker.check() : availability);
			}
			catch (Exception ex) {
				throw new AssertionError(ex);
			}
		}

		@Override
		public void update(InstanceContent content) {
			throw new UnsupportedOperationException();
		}

		@Override
		public boolean drain(Duration limit) {
			if (this.deregistered.get() == 0) {
				this.drained.add(limit);
			}
			FakeRegistrar.this.onDrain.run();
			return true;
		}

		@Override
		public void endDrain() {
			throw new UnsupportedOperationException();
		}

		@Override
		public boolean deregister(Duration timeout) {
			this.deregistered.incrementAndGet();
			FakeRegistrar.this.onDeregister.run();
			return true;
		}

	}

}
