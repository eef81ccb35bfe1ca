package io.movieinfo.registry.autoconfigure.registration;

import java.util.function.Supplier;

import io.movieinfo.registry.client.registration.HealthChecker;
import io.movieinfo.registry.client.registration.HealthStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.availability.AvailabilityState;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;

/**
 * Asks for the application's health, and adds whether it accepts traffic. The states are
 * taken from their events, because other listeners may still hold the previous one when a
 * change is to be reported at once.
 */
final class AvailabilityHealthChecker implements HealthChecker {

	private final Supplier<HealthChecker> found;

	private volatile HealthChecker delegate = ALWAYS_HEALTHY;

	private volatile ReadinessState readiness = ReadinessState.REFUSING_TRAFFIC;

	private volatile LivenessState liveness = LivenessState.CORRECT;

	AvailabilityHealthChecker(Supplier<HealthChecker> found) {
		this.found = found;
	}

	/**
	 * Finds out who says how the application is. Called before it is registered, so that
	 * what is wrong with it ends the start.
	 */
	void findDelegate() {
		this.delegate = this.found.get();
	}

	void changed(AvailabilityState state) {
		if (state instanceof ReadinessState changed) {
			this.readiness = changed;
		}
		if (state instanceof LivenessState changed) {
			this.liveness = changed;
		}
	}

	@Override
	public HealthStatus check() throws Exception {
		return this.delegate.check();
	}

	@Override
	public HealthStatus availability() {
		if (this.liveness == LivenessState.BROKEN) {
			return HealthStatus.notReady("liveness is BROKEN");
		}
		if (this.readiness == ReadinessState.REFUSING_TRAFFIC) {
			return HealthStatus.notReady("readiness is REFUSING_TRAFFIC");
		}
		return this.delegate.availability();
	}

	@Override
	public @Nullable String waitingFor() {
		return this.delegate.waitingFor();
	}

}
