package io.movieinfo.registry.balancer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.movieinfo.registry.balancer.InstanceExplanation.State;
import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * What a balancer picks from when it picks an instance of a service, and why.
 *
 * @param service the service
 * @param strategy the name of the strategy
 * @param listed how many instances are listed
 * @param picked how many of them may be picked
 * @param wanted what instances must have to be picked; empty if that is nothing
 * @param summary one sentence for people
 * @param instances the listed instances in the order of their ids, at most
 * {@value #MAX_INSTANCES}
 */
public record ServiceExplanation(ServiceKey service, String strategy, int listed, int picked, String wanted,
		String summary, List<InstanceExplanation> instances) {

	/** Most instances that are explained one by one. */
	public static final int MAX_INSTANCES = 1_000;

	private static final int SHOWN = 10;

	public ServiceExplanation {
		instances = List.copyOf(instances);
	}

	/**
	 * Returns the explanation of a service that nothing is known of.
	 * @param summary why
	 */
	public static ServiceExplanation ofNothing(ServiceKey service, String summary) {
		return new ServiceExplanation(service, "", 0, 0, "", summary, List.of());
	}

	static ServiceExplanation of(ServiceKey service, String strategy, BalancingRules rules, Selection selection,
			long now) {
		List<InstanceExplanation> instances = new ArrayList<>();
		int listed = selection.listed().size();
		for (int i = 0; i < Math.min(MAX_INSTANCES, listed); i++) {
			instances.add(explain(selection, i, rules, now));
		}
		return new ServiceExplanation(service, strategy, listed, selection.candidates().size(), rules.wanted(),
				summary(service, strategy, rules, selection), instances);
	}

	/**
	 * Names the instances and says of each why it is or is not picked, of so many and in
	 * one line.
	 */
	String describe(int shown) {
		String described = this.instances.stream()
			.limit(shown)
			.map(InstanceExplanation::toString)
			.collect(Collectors.joining(", "));
		return (this.listed <= shown) ? described : described + ", and " + (this.listed - shown) + " more";
	}

	@Override
	public String toString() {
		return this.summary + ((this.listed == 0) ? "" : ": " + describe(SHOWN));
	}

	/**
	 * Says why an instance is not routable.
	 */
	static String whyNotRoutable(ServiceInstance instance) {
		if (!instance.enabled()) {
			return "disabled";
		}
		if (instance.draining()) {
			return "draining";
		}
		if (instance.health() == Health.UNKNOWN) {
			return "not evaluated yet";
		}
		Cause cause = instance.cause();
		return instance.health().wireName() + ((cause != null) ? " (" + cause.wireName() + ")" : "");
	}

	private static String summary(ServiceKey service, String strategy, BalancingRules rules, Selection selection) {
		String wanted = rules.wantAll() ? "" : " that have " + rules.wanted();
		String panic = !selection.panic() ? "" : "; less than half are healthy, so others are used too";
		return "Service '%s' is balanced by %s over %d of %d instances%s%s".formatted(service, strategy,
				selection.candidates().size(), selection.listed().size(), wanted, panic);
	}

	private static InstanceExplanation explain(Selection selection, int index, BalancingRules rules, long now) {
		Endpoint endpoint = selection.listed().get(index);
		ServiceInstance instance = endpoint.instance();
		State state = state(selection, index, now);
		long mean = endpoint.meanNanos();
		@Nullable Duration latency = (mean > 0) ? Duration.ofNanos(mean) : null;
		return new InstanceExplanation(instance.id(), instance.zone(), instance.weight(), selection.weight(index),
				latency, endpoint.inFlight(), state, why(state, endpoint, rules, now));
	}

	private static State state(Selection selection, int index, long now) {
		Endpoint endpoint = selection.listed().get(index);
		boolean inDoubt = endpoint.isInDoubt();
		return switch (selection.place(index)) {
			case NOT_WANTED -> State.NOT_IN_SUBSET;
			case DISABLED -> State.DISABLED;
			case DRAINING -> State.DRAINING;
			case STARTING -> State.STARTING;
			case DEAD -> State.UNHEALTHY;
			case OTHER_ZONE -> State.OTHER_ZONE;
			case ILL -> !selection.panic() ? State.UNHEALTHY : inDoubt ? doubt(endpoint, now) : State.PANIC;
			case ROUTABLE ->
				inDoubt ? doubt(endpoint, now) : endpoint.slowStart().isGrowing(now) ? State.SLOW_START : State.READY;
		};
	}

	private static State doubt(Endpoint endpoint, long now) {
		return (endpoint.ejection().isOut(now) && !endpoint.ejection().isTried()) ? State.EJECTED : State.TRIAL;
	}

	private static String why(State state, Endpoint endpoint, BalancingRules rules, long now) {
		ServiceInstance instance = endpoint.instance();
		return switch (state) {
			case READY -> "ready";
			case SLOW_START ->
				"warming up, at %d %% of its share".formatted(Math.round(endpoint.slowStart().share(now) * 100));
			case PANIC -> whyNotRoutable(instance) + ", but used because too few are healthy";
			case EJECTED -> "left alone for another %d ms because calls to it failed"
				.formatted(Math.max(0, (endpoint.ejection().until() - now) / 1_000_000));
			case TRIAL -> "left alone until one trial call has gone well";
			case OTHER_ZONE ->
				"in another zone ('%s', not '%s'), and not needed".formatted(instance.zone(), rules.zone());
			case NOT_IN_SUBSET -> "without " + rules.wanted();
			case STARTING -> (instance.health() == Health.UNKNOWN) ? whyNotRoutable(instance)
					: "not ready yet: " + whyNotRoutable(instance);
			case DISABLED, DRAINING, UNHEALTHY -> whyNotRoutable(instance);
		};
	}

}
