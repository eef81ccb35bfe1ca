package io.movieinfo.registry.autoconfigure.cloud;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.movieinfo.registry.balancer.BalancingRules;
import io.movieinfo.registry.balancer.BalancingStrategy;
import io.movieinfo.registry.balancer.Endpoint;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.balancer.Outcome;
import io.movieinfo.registry.balancer.PickContext;
import io.movieinfo.registry.balancer.ServiceEndpoints;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.cloud.client.loadbalancer.DefaultRequest;
import org.springframework.cloud.client.loadbalancer.DefaultRequestContext;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.loadbalancer.core.RoundRobinLoadBalancer;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.support.SimpleObjectProvider;

/**
 * What a pick costs that Spring Cloud asks for through the bridge, with the registry's
 * default strategy behind it and its outcome reported, from the same instances as in
 * {@link io.movieinfo.registry.balancer.PickBenchmark}, which says how to run it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CloudBridgePickBenchmark {

	private static final ServiceKey MOVIES = new ServiceKey("default", "movies");

	@Param({ "10", "100" })
	int instances;

	private final Request<DefaultRequestContext> request = new DefaultRequest<>(new DefaultRequestContext());

	private RegistryLoadBalancer balancer = bridge(new ServiceEndpoints(BalancingStrategy.adaptive()));

	@Setup
	public void listInstances() {
		ServiceEndpoints endpoints = new ServiceEndpoints(BalancingStrategy.adaptive(), BalancingRules.DEFAULT,
				System::nanoTime);
		endpoints.update(IntStream.range(0, this.instances).mapToObj(CloudBridgePickBenchmark::instance).toList());
		this.balancer = bridge(endpoints);
		// the first pick is made on another thread
		this.balancer.choose(this.request).block();
	}

	@Benchmark
	public Object pickAndComplete() {
		var response = Objects.requireNonNull(this.balancer.choose(this.request).block());
		PickedInstance picked = (PickedInstance) Objects.requireNonNull(response.getServer());
		picked.complete(Outcome.SUCCESS);
		return picked;
	}

	private static RegistryLoadBalancer bridge(ServiceEndpoints endpoints) {
		return new RegistryLoadBalancer(MOVIES, new OneService(endpoints),
				new RoundRobinLoadBalancer(new SimpleObjectProvider<ServiceInstanceListSupplier>(null), "movies"), true,
				null);
	}

	private static ServiceInstance instance(int number) {
		return new ServiceInstance(
				InstanceContent.builder("movies").id("movie-" + number).address("10.0.0.1").port(8000 + number).build(),
				Health.HEALTHY, null, false, number);
	}

	/**
	 * Finds the service by its name for every pick, as a client does.
	 */
	private static final class OneService implements LoadBalancer {

		private final Map<ServiceKey, ServiceEndpoints> services = new ConcurrentHashMap<>();

		OneService(ServiceEndpoints endpoints) {
			this.services.put(MOVIES, endpoints);
		}

		@Override
		public Endpoint pick(ServiceKey service, PickContext context) {
			return Objects.requireNonNull(endpoints(service).pick(context));
		}

		@Override
		public void complete(Endpoint endpoint, Outcome outcome, long durationNanos) {
			endpoints(endpoint.key().service()).completed(endpoint, outcome, durationNanos);
		}

		private ServiceEndpoints endpoints(ServiceKey service) {
			return Objects.requireNonNull(this.services.get(service));
		}

	}

}
