package io.movieinfo.registry.autoconfigure.actuate;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Supplier;

import io.movieinfo.registry.client.registration.HealthChecker;
import io.movieinfo.registry.client.registration.HealthStatus;

import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.boot.health.application.AvailabilityStateHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * Finds the application as healthy as its health indicators say. Left out are those that
 * repeat what is asked for elsewhere: availability, which counts at once and is not
 * damped, and the registry's own state, which must not decide over what it is told.
 */
final class ActuatorHealthChecker implements HealthChecker {

	private final HealthContributors contributors;

	private final Supplier<StatusAggregator> aggregator;

	ActuatorHealthChecker(HealthContributors contributors, Supplier<StatusAggregator> aggregator) {
		this.contributors = contributors;
		this.aggregator = aggregator;
	}

	@Override
	public HealthStatus check() {
		Set<Status> statuses = new LinkedHashSet<>();
		StringJoiner ill = new StringJoiner(", ");
		evaluate("", this.contributors, statuses, ill);
		if (statuses.isEmpty() || isHealthy(this.aggregator.get().getAggregateStatus(statuses))) {
			return HealthStatus.healthy();
		}
		return HealthStatus.unhealthy(ill.toString());
	}

	private void evaluate(String path, HealthContributors contributors, Set<Status> statuses, StringJoiner ill) {
		for (HealthContributors.Entry entry : contributors) {
			HealthContributor contributor = entry.contributor();
			if (contributor instanceof CompositeHealthContributor composite) {
				evaluate(path + entry.name() + "/", composite, statuses, ill);
			}
			else if (contributor instanceof HealthIndicator indicator && counts(indicator)) {
				evaluate(path + entry.name(), indicator, statuses, ill);
			}
		}
	}

	private static void evaluate(String name, HealthIndicator indicator, Set<Status> statuses, StringJoiner ill) {
		Health health = indicator.health(false);
		if (health != null) {
			statuses.add(health.getStatus());
			if (!isHealthy(health.getStatus())) {
				ill.add(name + " is " + health.getStatus());
			}
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
