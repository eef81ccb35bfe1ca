package io.movieinfo.registry.client.registration;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.ClientMessage.HealthReport;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An instance's health after damping, and how much of it the registry knows. Belongs to
 * the client thread, but for reading the current health.
 */
final class ReportedHealth {

	private static final Logger logger = LoggerFactory.getLogger(ReportedHealth.class);

	private final InstanceKey key;

	private final HealthDamping damping = new HealthDamping();

	private volatile HealthStatus current = HealthStatus.unknown();

	/** What the registry was last told in this session; {@code null} if nothing. */
	private @Nullable HealthStatus told;

	/** Whether what it was told last may have been lost. */
	private boolean tellAgain;

	ReportedHealth(InstanceKey key) {
		this.key = key;
	}

	HealthStatus current() {
		return this.current;
	}

	boolean isEvaluated() {
		return this.current.health() != Health.UNKNOWN;
	}

	/**
	 * Takes a result.
	 * @return whether there is something new to report
	 */
	boolean evaluated(HealthStatus result) {
		HealthStatus before = this.current;
		HealthStatus next = this.damping.next(result);
		this.current = next;
		if (isSame(before, next)) {
			return false;
		}
		if (next.cause() == Cause.NOT_READY) {
			// as intended as it is when an application starts or stops
			logger.info("{} is {} ({})", this.key, next.health().wireName(), next.cause().wireName());
		}
		else if (next.cause() != null) {
			logger.warn("{} is {} ({}){}", this.key, next.health().wireName(), next.cause().wireName(),
					(next.detail() != null) ? ": " + next.detail() : "");
		}
		else {
			logger.info("{} is {}", this.key, next.health().wireName());
		}
		return true;
	}

	/**
	 * Returns the health to register with, and counts it as told.
	 */
	HealthStatus tell() {
		this.told = this.current;
		this.tellAgain = false;
		return this.current;
	}

	/**
	 * Returns what the next heartbeat has to say of it, and counts it as told;
	 * {@code null} if there is nothing to say. Who is ill says so with every heartbeat:
	 * one that says nothing brings an instance whose lease ran out back as healthy.
	 */
	@Nullable HealthReport news() {
		boolean healthy = this.current.health() == Health.HEALTHY;
		if (this.told == null || (healthy && !this.tellAgain && isSame(this.told, this.current))) {
			return null;
		}
		HealthStatus next = tell();
		return new HealthReport(this.key.service().namespace(), this.key.service().name(), this.key.id(), next.health(),
				next.cause());
	}

	boolean isTold() {
		return this.told != null;
	}

	/**
	 * A heartbeat could not be carried out: the next one repeats what it said.
	 */
	void tellAgain() {
		this.tellAgain = true;
	}

	void forgotten() {
		this.told = null;
	}

	private static boolean isSame(HealthStatus one, HealthStatus other) {
		return one.health() == other.health() && one.cause() == other.cause();
	}

}
