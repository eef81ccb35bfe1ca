package io.movieinfo.registry.balancer;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

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
import reactor.core.publisher.Flux;

import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.DefaultRequest;
import org.springframework.cloud.client.loadbalancer.DefaultRequestContext;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.loadbalancer.core.RoundRobinLoadBalancer;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.support.SimpleObjectProvider;

/**
 * What a pick costs with Spring Cloud's round-robin, from the same instances as in
 * {@link PickBenchmark}, which says how to run it. Its supplier is the fastest that there
 * can be: it has the list at hand.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SpringCloudPickBenchmark {

	@Param({ "10", "100" })
	int instances;

	private final Request<DefaultRequestContext> request = new DefaultRequest<>(new DefaultRequestContext());

	private RoundRobinLoadBalancer balancer = balancer(List.of());

	@Setup
	public void listInstances() {
		this.balancer = balancer(IntStream.range(0, this.instances)
			.<ServiceInstance>mapToObj((number) -> new DefaultServiceInstance("movie-" + number, "movies", "10.0.0.1",
					8000 + number, false))
			.toList());
	}

	@Benchmark
	public ServiceInstance pick() {
		return Objects.requireNonNull(Objects.requireNonNull(this.balancer.choose(this.request).block()).getServer());
	}

	private static RoundRobinLoadBalancer balancer(List<ServiceInstance> instances) {
		ServiceInstanceListSupplier supplier = new ServiceInstanceListSupplier() {

			@Override
			public String getServiceId() {
				return "movies";
			}

			@Override
			public Flux<List<ServiceInstance>> get() {
				return Flux.just(instances);
			}

		};
		return new RoundRobinLoadBalancer(new SimpleObjectProvider<>(supplier), "movies");
	}

}
