package io.movieinfo.registry.balancer;

import java.util.List;
import java.util.function.LongSupplier;

/**
 * The endpoints of a service that may be picked at one moment, in the order of their ids:
 * subset, zones and health are already taken into account. Which of them are to be left
 * alone just now is asked at each pick, by {@link PickContext#excludes}. Immutable.
 */
public final class EndpointSet {

	/** No endpoints, before the first update. */
	public static final EndpointSet EMPTY = new EndpointSet(0, List.of());

	private final long revision;

	private final List<Endpoint> endpoints;

	private final Endpoint[] array;

	private final double[] weights;

	private final double[] evenShares;

	private final LongSupplier ticker;

	private final TailLatency tail;

	EndpointSet(long revision, List<Endpoint> endpoints) {
		this(revision, endpoints, endpoints.stream().mapToDouble((endpoint) -> endpoint.instance().weight()).toArray(),
				endpoints.stream().mapToDouble((endpoint) -> 1).toArray(), System::nanoTime, new TailLatency());
	}

	/**
	 * Creates a set.
	 * @param weights the endpoints' shares by their weights, by index
	 * @param evenShares the same as if all weights were equal
	 * @param ticker the monotonic time in nanoseconds
	 * @param tail the service's tail latency, the same in all sets of the service
	 */
	EndpointSet(long revision, List<Endpoint> endpoints, double[] weights, double[] evenShares, LongSupplier ticker,
			TailLatency tail) {
		this.revision = revision;
		this.endpoints = List.copyOf(endpoints);
		this.array = endpoints.toArray(Endpoint[]::new);
		this.weights = weights;
		this.evenShares = evenShares;
		this.ticker = ticker;
		this.tail = tail;
	}

	/**
	 * Counts the sets of the service in this process, from 0.
	 */
	public long revision() {
		return this.revision;
	}

	public int size() {
		return this.endpoints.size();
	}

	public Endpoint get(int index) {
		return this.endpoints.get(index);
	}

	public List<Endpoint> endpoints() {
		return this.endpoints;
	}

	/**
	 * Returns an endpoint's share of the traffic in comparison with the others, above 0:
	 * the instance's weight, less while it warms up or is only there for what another
	 * zone cannot bear.
	 */
	public double weight(int index) {
		return this.weights[index];
	}

	// no arrays that these return are to be changed

	double[] weights() {
		return this.weights;
	}

	/**
	 * Returns the endpoints' shares where all instances count the same.
	 */
	double[] evenShares() {
		return this.evenShares;
	}

	Endpoint[] array() {
		return this.array;
	}

	long nanoTime() {
		return this.ticker.getAsLong();
	}

	TailLatency tail() {
		return this.tail;
	}

	@Override
	public String toString() {
		return this.revision + this.endpoints.toString();
	}

}
