package io.movieinfo.registry.balancer;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.ServiceInstance;
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

/**
 * What a pick costs, alone and together with its completion: <pre>
 * mvn -q install -DskipTests -pl registry-benchmarks -am
 * mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/cp.txt -pl registry-benchmarks
 * java -cp registry-benchmarks/target/test-classes:$(cat registry-benchmarks/target/cp.txt) org.openjdk.jmh.Main \
 *     'PickBenchmark' -prof gc -t 1
 * </pre> The same with {@code -t 2} for two threads. On the threads that pick, nothing is
 * to be allocated: {@code gc.alloc.rate.norm} is about 10<sup>-5</sup> bytes or less,
 * which is what measuring itself allocates.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PickBenchmark {

	/** As many nanoseconds as an answer may have taken. */
	private static final long DURATION = 5_000_000;

	@Param({ BalancingStrategy.ADAPTIVE, BalancingStrategy.LEAST_REQUESTS, BalancingStrategy.ROUND_ROBIN,
			BalancingStrategy.RANDOM, BalancingStrategy.WEIGHTED_ROUND_ROBIN, BalancingStrategy.WEIGHTED_RANDOM,
			BalancingStrategy.CONSISTENT_HASH })
	String strategy = "";

	@Param({ "10", "100" })
	int instances;

	private final PickContext key = PickContext.NONE.withKey("user-7");

	private ServiceEndpoints endpoints = new ServiceEndpoints(BalancingStrategy.random());

	private Picker picker = (context) -> null;

	private PickContext context = PickContext.NONE;

	@Setup
	public void listInstances() {
		BalancingStrategy strategy = BalancingStrategy.named(this.strategy);
		this.endpoints = new ServiceEndpoints(strategy, BalancingRules.DEFAULT, System::nanoTime);
		this.endpoints.update(IntStream.range(0, this.instances).mapToObj(this::instance).toList());
		this.picker = strategy.picker(this.endpoints.current());
		this.context = strategy.name().equals(BalancingStrategy.CONSISTENT_HASH) ? this.key : PickContext.NONE;
		for (Endpoint endpoint : this.endpoints.current().endpoints()) {
			endpoint.begun();
			this.endpoints.completed(endpoint, Outcome.SUCCESS, DURATION);
		}
	}

	@Benchmark
	public Endpoint pick() {
		return Objects.requireNonNull(this.picker.pick(this.context));
	}

	@Benchmark
	public Endpoint pickAndComplete() {
		Endpoint endpoint = Objects.requireNonNull(this.endpoints.pick(this.context));
		this.endpoints.completed(endpoint, Outcome.SUCCESS, DURATION);
		return endpoint;
	}

	private ServiceInstance instance(int number) {
		int weight = this.strategy.startsWith("weighted") ? List.of(50, 100, 200).get(number % 3) : 100;
		return new ServiceInstance(InstanceContent.builder("movies")
			.id("movie-" + number)
			.address("10.0.0.1")
			.port(8000 + number)
			.weight(weight)
			.build(), Health.HEALTHY, null, false, number);
	}

}
