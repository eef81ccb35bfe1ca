package io.movieinfo.registry.autoconfigure.cloud;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

import io.movieinfo.registry.balancer.Endpoint;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.balancer.Outcome;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.Response;

/**
 * One pick: whatever ends it first is reported, once. Spring Cloud hands it from the pick
 * to the report; requests it changes on the way. It is its own response, because it is
 * made for every request.
 */
final class PickedInstance extends RegistryServiceInstance implements Response<ServiceInstance> {

	private static final AtomicLongFieldUpdater<PickedInstance> STATE = AtomicLongFieldUpdater
		.newUpdater(PickedInstance.class, "state");

	private static final long RUNNING = 0;

	private static final long COMPLETED = -1;

	private final LoadBalancer loadBalancer;

	private final Endpoint endpoint;

	private final long pickedAt = System.nanoTime();

	/**
	 * {@link #RUNNING}, {@link #COMPLETED}, or after how many nanoseconds it was
	 * answered.
	 */
	@SuppressWarnings("unused") // by the updater
	private volatile long state = RUNNING;

	PickedInstance(LoadBalancer loadBalancer, Endpoint endpoint) {
		super(endpoint);
		this.loadBalancer = loadBalancer;
		this.endpoint = endpoint;
	}

	/**
	 * Returns the pick that an instance is or wraps; {@code null} if it is none of the
	 * registry's. The Gateways wrap instances, but hand on their metadata.
	 */
	static @Nullable PickedInstance of(@Nullable ServiceInstance instance) {
		if (instance == null || instance instanceof PickedInstance) {
			return (PickedInstance) instance;
		}
		return (instance.getMetadata() instanceof Metadata metadata) ? metadata.pick : null;
	}

	Endpoint endpoint() {
		return this.endpoint;
	}

	@Override
	public boolean hasServer() {
		return true;
	}

	@Override
	public ServiceInstance getServer() {
		return this;
	}

	/**
	 * Stops the clock: the rest of the time is up to whoever reads the answer.
	 */
	void answered() {
		STATE.compareAndSet(this, RUNNING, Math.max(1, System.nanoTime() - this.pickedAt));
	}

	void complete(Outcome outcome) {
		long before = STATE.getAndSet(this, COMPLETED);
		if (before != COMPLETED) {
			long age = System.nanoTime() - this.pickedAt;
			this.loadBalancer.complete(this.endpoint, outcome, (before != RUNNING) ? before : age, age);
		}
	}

	@Override
	public Map<String, String> getMetadata() {
		return new Metadata(this, super.getMetadata());
	}

	private static final class Metadata extends AbstractMap<String, String> {

		private final PickedInstance pick;

		private final Map<String, String> pairs;

		Metadata(PickedInstance pick, Map<String, String> pairs) {
			this.pick = pick;
			this.pairs = pairs;
		}

		@Override
		public Set<Entry<String, String>> entrySet() {
			return this.pairs.entrySet();
		}

	}

}
