package io.movieinfo.registry.autoconfigure.actuate;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.movieinfo.registry.client.registration.HealthChecker;
import io.movieinfo.registry.client.registration.HealthStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.boot.health.application.AvailabilityStateHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * Finds the application as healthy as its health indicators say, all of them or those of
 * a group. Left out are those that repeat what is asked for elsewhere: availability,
 * which counts at once and is not damped, and the registry's own state, which must not
 * decide over what it is told. One that throws is down, and keeps no other from being
 * asked.
 */
final class ActuatorHealthChecker implements HealthChecker {

	private static final Logger logger = LoggerFactory.getLogger(ActuatorHealthChecker.class);

	private final HealthContributors contributors;

	private final Predicate<String> members;

	private final Supplier<StatusAggregator> aggregator;

	/** Whose indicators are asked, {@code null} if it is all of them. */
	private final @Nullable String group;

	/** The indicator that is being asked, if any. */
	private volatile @Nullable String asked;

	private volatile boolean emptinessLogged;

	private ActuatorHealthChecker(HealthContributors contributors, @Nullable String group, Predicate<String> members,
			Supplier<StatusAggregator> aggregator) {
		this.contributors = contributors;
		this.group = group;
		this.members = members;
		this.aggregator = aggregator;
	}

	/**
	 * Returns a checker that asks every indicator.
	 */
	static ActuatorHealthChecker ofAll(HealthContributors contributors, Supplier<StatusAggregator> aggregator) {
		return new ActuatorHealthChecker(contributors, null, (path) -> true, aggregator);
	}

	/**
	 * Returns a checker that asks a group's indicators, and weighs them as the group
	 * does. It warns once if the group has no indicator that counts.
	 * @param name the group's name
	 */
	static ActuatorHealthChecker ofGroup(HealthContributors contributors, String name, HealthEndpointGroup group) {
		return new ActuatorHealthChecker(contributors, name, group::isMember, group::getStatusAggregator);
	}

	@Override
	public HealthStatus check() {
		Set<Status> statuses = new LinkedHashSet<>();
		StringJoiner ill = new StringJoiner(", ");
		try {
			evaluate("", this.contributors, statuses, ill);
		}
		finally {
			this.asked = null;
		}
		if (statuses.isEmpty()) {
			warnOfEmptyGroup();
			return HealthStatus.healthy();
		}
		if (isHealthy(this.aggregator.get().getAggregateStatus(statuses))) {
			return HealthStatus.healthy();
		}
		return HealthStatus.unhealthy(ill.toString());
	}

	@Override
	public @Nullable String waitingFor() {
		return this.asked;
	}

	private void evaluate(String parent, HealthContributors contributors, Set<Status> statuses, StringJoiner ill) {
		for (HealthContributors.Entry entry : contributors) {
			String path = parent + entry.name();
			HealthContributor contributor = entry.contributor();
			if (contributor instanceof CompositeHealthContributor composite) {
				evaluate(path + "/", composite, statuses, ill);
			}
			else if (contributor instanceof HealthIndicator indicator && counts(indicator) && this.members.test(path)) {
				evaluate(path, indicator, statuses, ill);
			}
		}
	}

	private void evaluate(String path, HealthIndicator indicator, Set<Status> statuses, StringJoiner ill) {
		this.asked = path;
		try {
			Health health = indicator.health(true);
			if (health != null) {
				statuses.add(health.getStatus());
				if (!isHealthy(health.getStatus())) {
					Object error = health.getDetails().get("error");
					ill.add(path + " is " + health.getStatus() + ((error != null) ? ": " + error : ""));
				}
			}
		}
		catch (RuntimeException | Error ex) {
			logger.debug("Health indicator {} failed", path, ex);
			statuses.add(Status.DOWN);
			ill.add(path + " failed: " + ex);
		}
	}

	private void warnOfEmptyGroup() {
		if (this.group != null && !this.emptinessLogged) {
			this.emptinessLogged = true;
			logger.warn(
					"Health group '{}' has no indicator that counts, so nothing but availability makes this"
							+ " instance unhealthy; add some, as in management.endpoint.health.group.{}.include=db",
					this.group, this.group);
		}
	}

	private static boolean counts(HealthIndicator indicator) {
		return !(indicator instanceof AvailabilityStateHealthIndicator)
				&& !(indicator instanceof RegistryHealthIndicator);
	}

	private static boolean isHealthy(Status status) {
		return Status.UP.equals(status) || Status.UNKNOWN.equals(status);
	}

}
