package io.movieinfo.registry.balancer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of one service and the picker for them, kept up to date by whoever learns
 * of changes. Picking is for any number of threads, updating for one at a time. What was
 * learned of an endpoint stays with it from one update to the next, and goes with it.
 */
public final class ServiceEndpoints {

	private final BalancingStrategy strategy;

	private final BalancingRules rules;

	private final LongSupplier ticker;

	private final TailLatency tail = new TailLatency();

	/** Whether somebody is about to eject an endpoint; nobody waits for it. */
	private final AtomicBoolean ejecting = new AtomicBoolean();

	private final AtomicLong ejections = new AtomicLong();

	/** Every listed endpoint by its id; touched by the updating thread only. */
	private Map<String, Endpoint> listed = Map.of();

	/** Touched by the updating thread only. */
	private final DrainingEndpoints draining;

	private volatile Published published;

	/**
	 * Creates the endpoints of a service, none at first, by {@link BalancingRules#PLAIN}:
	 * for picking without reporting how requests went.
	 * @param strategy how to pick
	 */
	public ServiceEndpoints(BalancingStrategy strategy) {
		this(strategy, BalancingRules.PLAIN, System::nanoTime);
	}

	/**
	 * Creates the endpoints of a service, none at first.
	 * @param strategy how to pick
	 * @param rules what to pick from
	 * @param ticker the monotonic time in nanoseconds
	 */
	public ServiceEndpoints(BalancingStrategy strategy, BalancingRules rules, LongSupplier ticker) {
		this.strategy = strategy;
		this.rules = rules;
		this.ticker = ticker;
		this.draining = new DrainingEndpoints(ticker);
		this.published = new Published(new Selection(List.of(), rules, ticker.getAsLong()), EndpointSet.EMPTY,
				strategy.picker(EndpointSet.EMPTY));
	}

	/**
	 * Takes over what is listed now; picks that begin afterwards see it. An instance that
	 * is listed but cannot be picked keeps its endpoint for when it can be again.
	 * @param instances all listed instances of the service, sorted by id
	 */
	public void update(List<ServiceInstance> instances) {
		Map<String, Endpoint> seen = new HashMap<>(instances.size() * 2);
		List<Endpoint> endpoints = new ArrayList<>(instances.size());
		for (ServiceInstance instance : instances) {
			Endpoint endpoint = this.listed.get(instance.id());
			if (endpoint != null && endpoint.isSameStart(instance)) {
				endpoint.refresh(instance);
			}
			else {
				endpoint = new Endpoint(instance, this.ticker);
			}
			seen.put(instance.id(), endpoint);
			endpoints.add(endpoint);
		}
		this.draining.update(endpoints);
		beginWarmUps(endpoints, this.listed.isEmpty());
		this.listed = seen;
		publish(endpoints);
	}

	/**
	 * Whether an endpoint's share still grows: {@link #refresh} is then to be called
	 * about once a second. On the updating thread.
	 */
	public boolean isWarmingUp() {
		return this.published.selection.isWarmingUp();
	}

	/**
	 * Brings growing shares up to date. On the updating thread.
	 */
	public void refresh() {
		publish(this.published.selection.listed());
	}

	/**
	 * Whether requests are in flight that an instance was picked for before it was
	 * draining. On the updating thread.
	 * @param limit for how long an instance is asked about after it has begun to drain;
	 * some requests take very long
	 */
	public boolean hasRequestsToDrain(Duration limit) {
		return this.draining.haveRequests(limit);
	}

	/**
	 * Returns the endpoints that may be picked, as of the last update.
	 */
	public EndpointSet current() {
		return this.published.set;
	}

	/**
	 * Returns how many times an endpoint was left alone because calls to it failed; that
	 * one was left alone for longer, because its trial failed as well, does not count.
	 */
	public long ejections() {
		return this.ejections.get();
	}

	/**
	 * Returns how many of those that may be picked are left alone at present, or have
	 * still to prove themselves by a trial call.
	 */
	public int ejected() {
		int ejected = 0;
		for (Endpoint endpoint : this.published.set.array()) {
			ejected += endpoint.isInDoubt() ? 1 : 0;
		}
		return ejected;
	}

	/**
	 * Picks an endpoint; {@code null} if there is none to pick. Its request is in flight
	 * until {@link #completed} is told of it.
	 */
	@SuppressWarnings("ReferenceEquality") // whether it is the same one
	public @Nullable Endpoint pick(PickContext context) {
		Published published = this.published;
		Endpoint endpoint = pick(published, context);
		// whoever has published meanwhile that it drains either finds this request in
		// flight, or is found here
		while (endpoint != null && this.published != published && endpoint.instance().draining()) {
			completed(endpoint, Outcome.CANCELLED, 0);
			published = this.published;
			endpoint = pick(published, context);
		}
		return endpoint;
	}

	/**
	 * Passes on how a request went.
	 * @see LoadBalancer#complete(Endpoint, Outcome, long)
	 */
	public void completed(Endpoint endpoint, Outcome outcome, long durationNanos) {
		completed(endpoint, outcome, durationNanos, durationNanos);
	}

	/**
	 * Passes on how a request went that has gone on since its duration was taken.
	 * @see LoadBalancer#complete(Endpoint, Outcome, long, long)
	 */
	public void completed(Endpoint endpoint, Outcome outcome, long durationNanos, long ageNanos) {
		endpoint.ended();
		if (outcome == Outcome.SUCCESS) {
			endpoint.answered(durationNanos);
		}
		this.published.picker.completed(endpoint, outcome, durationNanos);
		boolean failed = outcome == Outcome.FAILURE || outcome == Outcome.CONNECT_FAILURE;
		if (this.rules.ejection() && (failed || !endpoint.ejection().isQuiet())) {
			judge(endpoint, outcome, ageNanos);
		}
	}

	/**
	 * Explains which instances of the service are seen, and why each is or is not picked.
	 * On any thread.
	 */
	public ServiceExplanation explain(ServiceKey service) {
		return ServiceExplanation.of(service, this.strategy.name(), this.rules, this.published.selection,
				this.ticker.getAsLong());
	}

	/**
	 * All of those that begin together are there to share the load at once; a newcomer
	 * among others warms up.
	 */
	private void beginWarmUps(List<Endpoint> endpoints, boolean first) {
		List<Endpoint> wanted = endpoints.stream().filter((endpoint) -> this.rules.want(endpoint.instance())).toList();
		List<Endpoint> routable = wanted.stream().filter((endpoint) -> endpoint.instance().routable()).toList();
		List<Endpoint> newcomers = routable.stream().filter((endpoint) -> endpoint.slowStart().isNew()).toList();
		if (first) {
			// whether they have ever been ready cannot be known
			wanted.forEach((endpoint) -> endpoint.slowStart().skip());
		}
		else if (newcomers.size() * 2 > routable.size() || !this.rules.slowStart()) {
			newcomers.forEach((endpoint) -> endpoint.slowStart().skip());
		}
		else {
			long now = this.ticker.getAsLong();
			newcomers.forEach((endpoint) -> endpoint.slowStart().begin(now));
		}
	}

	private void publish(List<Endpoint> endpoints) {
		long now = this.ticker.getAsLong();
		Selection selection = new Selection(endpoints, this.rules, now);
		readmitTooMany(selection.candidates(), now);
		EndpointSet set = selection.toSet(this.published.set.revision() + 1, this.ticker, this.tail);
		this.published = new Published(selection, set, this.strategy.picker(set));
	}

	private @Nullable Endpoint pick(Published published, PickContext context) {
		Endpoint endpoint = published.picker.pick(context);
		if (endpoint == null || endpoint.isInDoubt()) {
			endpoint = pickInDoubt(published, endpoint, context);
		}
		if (endpoint != null) {
			endpoint.begun();
		}
		return endpoint;
	}

	/**
	 * Picks when a strategy finds nothing, or something whose calls failed lately.
	 */
	private @Nullable Endpoint pickInDoubt(Published published, @Nullable Endpoint picked, PickContext context) {
		long now = this.ticker.getAsLong();
		if (picked != null && picked.ejection().claimTrial(now)) {
			return picked;
		}
		int place = ThreadLocalRandom.current().nextInt() >>> 1;
		Endpoint[] candidates = published.set.array();
		Endpoint[] spares = published.selection.spares();
		Endpoint endpoint = Candidates.claim(candidates, place, context, now);
		endpoint = (endpoint != null) ? endpoint : Candidates.claim(spares, place, context, now);
		endpoint = (endpoint != null) ? endpoint : Candidates.lastResort(candidates, place, context);
		return (endpoint != null) ? endpoint : Candidates.lastResort(spares, place, context);
	}

	private void judge(Endpoint endpoint, Outcome outcome, long ageNanos) {
		long now = this.ticker.getAsLong();
		long begunAt = now - ageNanos;
		Ejection ejection = endpoint.ejection();
		switch (outcome) {
			case SUCCESS -> ejection.succeeded(now, begunAt);
			case CANCELLED -> ejection.cancelled(now, begunAt);
			case FAILURE, CONNECT_FAILURE -> {
				boolean connecting = outcome == Outcome.CONNECT_FAILURE;
				if (ejection.failed(connecting, now, begunAt) && this.ejecting.compareAndSet(false, true)) {
					// one wave of failures is one ejection
					if (!ejection.isPending() && mayBeEjected(endpoint)) {
						ejection.eject(connecting, now);
						this.ejections.incrementAndGet();
					}
					this.ejecting.set(false);
				}
			}
		}
	}

	/**
	 * At most half, and therefore never the last one.
	 */
	private boolean mayBeEjected(Endpoint endpoint) {
		Endpoint[] candidates = this.published.set.array();
		int out = 1;
		for (Endpoint candidate : candidates) {
			out += (candidate != endpoint && candidate.isInDoubt()) ? 1 : 0;
		}
		return out * 2 <= candidates.length;
	}

	/**
	 * What was at most half may be more when others have gone; those come back first that
	 * would be back first.
	 */
	private static void readmitTooMany(List<Endpoint> candidates, long now) {
		// read once: a claimed trial moves it meanwhile
		List<Out> out = candidates.stream()
			.filter(Endpoint::isInDoubt)
			.map((endpoint) -> new Out(endpoint, endpoint.ejection().until() - now))
			.sorted(Comparator.comparingLong(Out::left))
			.toList();
		for (int i = 0; (out.size() - i) * 2 > candidates.size(); i++) {
			out.get(i).endpoint.ejection().readmit(now);
		}
	}

	/**
	 * One that is ejected, and for how many nanoseconds.
	 */
	private record Out(Endpoint endpoint, long left) {

	}

	private record Published(Selection selection, EndpointSet set, Picker picker) {

	}

}
