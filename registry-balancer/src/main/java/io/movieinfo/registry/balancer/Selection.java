package io.movieinfo.registry.balancer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.ServiceInstance;

/**
 * Which of a service's listed endpoints may be picked, and with which shares.
 * <p>
 * Routable ones of the subset may be. When less than half are healthy, ill ones may be as
 * well: it is likelier that what all of them need is down, or that the registry is wrong,
 * than that the rest can bear the load (Envoy calls it panic). Never those that are
 * proven dead, disabled, draining or that have not been ready yet. Disabled, draining and
 * starting ones are not counted either: their absence is wanted.
 * <p>
 * The own zone's come first. As soon as fewer than 1/1.4 of the zone's can be picked, as
 * much as they lack goes to the others (Envoy's priority levels with its overprovisioning
 * factor of 1.4): with 3 of 6 left, 1.4 × 3/6 = 70 % stay, and 30 % go to other zones.
 */
final class Selection {

	private static final double OVERPROVISIONING = 1.4;

	private final List<Endpoint> listed;

	private final Place[] places;

	/**
	 * The effective weight of each that is listed, 0 for those that are no candidates.
	 */
	private final double[] weights;

	private final boolean panic;

	private final boolean warmingUp;

	private final List<Endpoint> candidates = new ArrayList<>();

	private final double[] evenShares;

	private final Endpoint[] spares;

	/**
	 * Selects endpoints.
	 * @param listed all that are listed, in the order of their ids
	 * @param rules which are wanted
	 * @param now the time, in nanoseconds
	 */
	Selection(List<Endpoint> listed, BalancingRules rules, long now) {
		int size = listed.size();
		this.listed = listed;
		this.places = new Place[size];
		Arrays.setAll(this.places, (i) -> Place.of(listed.get(i), rules));
		this.panic = isPanic(this.places);
		this.weights = new double[size];
		Zone own = new Zone();
		Zone others = new Zone();
		for (int i = 0; i < size; i++) {
			Endpoint endpoint = listed.get(i);
			endpoint.setStrength(endpoint.instance().weight() * endpoint.slowStart().share(now));
			(rules.isOwnZone(endpoint.instance()) ? own : others).add(endpoint, this.places[i], isUsable(i), now);
		}
		double kept = own.kept(others);
		double[] even = new double[size];
		List<Endpoint> spares = new ArrayList<>();
		for (int i = 0; i < size; i++) {
			Endpoint endpoint = listed.get(i);
			boolean inOwn = rules.isOwnZone(endpoint.instance());
			if (isUsable(i) && (inOwn || kept < 1)) {
				double share = endpoint.slowStart().share(now);
				even[i] = share * (inOwn ? 1 : spilled(kept, own.even, others.even));
				this.weights[i] = share * endpoint.instance().weight()
						* (inOwn ? 1 : spilled(kept, own.weight, others.weight));
				this.candidates.add(endpoint);
			}
			else if (isUsable(i)) {
				this.places[i] = Place.OTHER_ZONE;
				spares.add(endpoint);
			}
		}
		this.spares = spares.toArray(Endpoint[]::new);
		this.evenShares = positive(even);
		this.warmingUp = listed.stream().anyMatch((endpoint) -> endpoint.slowStart().isGrowing(now));
	}

	List<Endpoint> listed() {
		return this.listed;
	}

	Place place(int index) {
		return this.places[index];
	}

	double weight(int index) {
		return this.weights[index];
	}

	/**
	 * Whether ill ones may be picked, because less than half are healthy.
	 */
	boolean panic() {
		return this.panic;
	}

	/**
	 * Whether a share still grows, so that the selection is out of date in a while.
	 */
	boolean isWarmingUp() {
		return this.warmingUp;
	}

	List<Endpoint> candidates() {
		return this.candidates;
	}

	EndpointSet toSet(long revision, LongSupplier ticker, TailLatency tail) {
		return new EndpointSet(revision, this.candidates, positive(this.weights), this.evenShares, ticker, tail);
	}

	/**
	 * Returns those of other zones that are only for when no candidate is left. Not to be
	 * changed.
	 */
	Endpoint[] spares() {
		return this.spares;
	}

	private boolean isUsable(int index) {
		return this.places[index] == Place.ROUTABLE || (this.panic && this.places[index] == Place.ILL);
	}

	private static boolean isPanic(Place[] places) {
		int healthy = 0;
		int counted = 0;
		for (Place place : places) {
			healthy += (place == Place.ROUTABLE) ? 1 : 0;
			counted += place.counts() ? 1 : 0;
		}
		return healthy * 2 < counted;
	}

	private static double spilled(double kept, double own, double others) {
		return (kept == 0) ? 1 : (1 - kept) / kept * own / others;
	}

	private static double[] positive(double[] shares) {
		return Arrays.stream(shares).filter((share) -> share > 0).toArray();
	}

	/**
	 * The endpoints of the own zone, or of all others.
	 */
	private static final class Zone {

		private int counted;

		private int usable;

		private int healthy;

		private double weight;

		private double even;

		void add(Endpoint endpoint, Place place, boolean usable, long now) {
			this.counted += place.counts() ? 1 : 0;
			this.healthy += (place == Place.ROUTABLE) ? 1 : 0;
			if (usable) {
				double share = endpoint.slowStart().share(now);
				this.usable++;
				this.even += share;
				this.weight += share * endpoint.instance().weight();
			}
		}

		/**
		 * Returns the part of the requests that stays in this zone. As long as anybody is
		 * healthy the ill ones of this zone keep nothing from them.
		 */
		double kept(Zone others) {
			if (this.usable == 0 || others.usable == 0) {
				return (this.usable == 0) ? 0 : 1;
			}
			int fit = (this.healthy + others.healthy > 0) ? this.healthy : this.usable;
			return Math.min(1, OVERPROVISIONING * fit / this.counted);
		}

	}

	/**
	 * What keeps an endpoint from being picked, if anything does.
	 */
	enum Place {

		ROUTABLE, ILL, DEAD, STARTING, DRAINING, DISABLED, NOT_WANTED, OTHER_ZONE;

		static Place of(Endpoint endpoint, BalancingRules rules) {
			ServiceInstance instance = endpoint.instance();
			if (!rules.want(instance)) {
				return NOT_WANTED;
			}
			if (!instance.enabled()) {
				return DISABLED;
			}
			if (instance.draining()) {
				return DRAINING;
			}
			if (instance.health() == Health.HEALTHY) {
				return ROUTABLE;
			}
			if (instance.cause() == Cause.CONNECTION_REFUSED) {
				return DEAD;
			}
			return (instance.health() == Health.UNKNOWN || endpoint.slowStart().isNew()) ? STARTING : ILL;
		}

		/**
		 * Whether it is one of those that ought to be there.
		 */
		boolean counts() {
			return this == ROUTABLE || this == ILL || this == DEAD;
		}

	}

}
