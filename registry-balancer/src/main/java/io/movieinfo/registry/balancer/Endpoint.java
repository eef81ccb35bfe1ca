package io.movieinfo.registry.balancer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.LongSupplier;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.ServiceInstance;

/**
 * An instance as a balancer sees it: one object for as long as id and incarnation stay,
 * whatever else changes, so that it can be compared by identity and keeps what was
 * learned of it. Thread-safe.
 */
public final class Endpoint {

	/** A mean over about so many answers is for people to read. */
	private static final int MEAN_OVER = 16;

	private static final VarHandle IN_FLIGHT;

	private static final VarHandle MEAN;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			IN_FLIGHT = lookup.findVarHandle(Endpoint.class, "inFlight", int.class);
			MEAN = lookup.findVarHandle(Endpoint.class, "meanNanos", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final InstanceKey key;

	private final LongSupplier ticker;

	private final PeakLatency latency = new PeakLatency();

	private final Ejection ejection = new Ejection();

	private final SlowStart slowStart = new SlowStart();

	private volatile ServiceInstance instance;

	// accessed through its handle
	private volatile int inFlight;

	// lossy when several threads write, 0 before the first answer
	@SuppressWarnings("UnusedVariable") // accessed through its handle
	private long meanNanos;

	/** What one request in flight counts, 1 for a weight of 100. */
	private volatile double perRequest;

	Endpoint(ServiceInstance instance) {
		this(instance, System::nanoTime);
	}

	Endpoint(ServiceInstance instance, LongSupplier ticker) {
		this.key = instance.key();
		this.instance = instance;
		this.ticker = ticker;
		this.perRequest = perRequest(instance.weight());
	}

	public InstanceKey key() {
		return this.key;
	}

	/**
	 * Returns the instance as it was last seen; its id and incarnation never change.
	 */
	public ServiceInstance instance() {
		return this.instance;
	}

	/**
	 * Returns how many requests this process has picked it for that are not complete.
	 */
	public int inFlight() {
		return this.inFlight;
	}

	/**
	 * Whether it must be left alone just now, because calls to it failed.
	 */
	boolean isOut() {
		return this.ejection.isPending() && this.ejection.isOut(this.ticker.getAsLong());
	}

	/**
	 * Whether it must be left alone just now, or has still to prove itself.
	 */
	boolean isInDoubt() {
		return this.ejection.isPending();
	}

	/**
	 * Returns the requests in flight for what the endpoint can bear, 1 being one request
	 * for a weight of 100.
	 */
	double load() {
		return this.inFlight * this.perRequest;
	}

	/**
	 * Says what it can bear from now on.
	 * @param strength above 0, 100 being normal
	 */
	void setStrength(double strength) {
		this.perRequest = perRequest(strength);
	}

	PeakLatency latency() {
		return this.latency;
	}

	Ejection ejection() {
		return this.ejection;
	}

	SlowStart slowStart() {
		return this.slowStart;
	}

	long meanNanos() {
		return (long) MEAN.getOpaque(this);
	}

	void begun() {
		IN_FLIGHT.getAndAdd(this, 1);
	}

	void ended() {
		IN_FLIGHT.getAndAdd(this, -1);
	}

	void answered(long durationNanos) {
		long mean = meanNanos();
		MEAN.setOpaque(this, (mean == 0) ? durationNanos : mean + (durationNanos - mean) / MEAN_OVER);
	}

	boolean isSameStart(ServiceInstance other) {
		return this.instance.incarnation() == other.incarnation();
	}

	void refresh(ServiceInstance seen) {
		this.instance = seen;
	}

	private static double perRequest(double strength) {
		return 100 / strength;
	}

	@Override
	public String toString() {
		return this.key.toString();
	}

}
