package io.movieinfo.registry.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.concurrent.CompletionStage;

import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.store.EmbeddedStore;
import io.movieinfo.registry.server.store.MemoryStore;
import io.movieinfo.registry.server.store.RegistryStore;

/**
 * Measures how fast registrations and heartbeats are answered. No test: run it with <pre>
 * mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/cp.txt -pl registry-server-core
 * java -cp registry-server-core/target/test-classes:registry-server-core/target/classes:$(cat registry-server-core/target/cp.txt) \
 *     io.movieinfo.registry.server.RegistryThroughput DIRECTORY
 * </pre> where the directory is a new one on the disk that is to be measured.
 */
public final class RegistryThroughput {

	private static final int SEQUENTIAL = 2_000;

	private static final int CONCURRENT = 30_000;

	private static final int SERVICES = 100;

	private RegistryThroughput() {
	}

	public static void main(String[] args) {
		Path directory = Path.of(args[0]);
		if (Files.exists(directory)) {
			throw new IllegalArgumentException(directory + " exists, expected the name of a new directory");
		}
		measure("memory", new MemoryStore());
		measure("embedded", new EmbeddedStore(directory));
		System.out.printf(Locale.ROOT, "file %d KiB%n", directory.resolve("registry.db").toFile().length() / 1024);
	}

	private static void measure(String name, RegistryStore store) {
		try (Registry registry = Registry.builder().store(store).build()) {
			registry.start();
			inParallel(5_000, 64, (i) -> registry.register(content("warm" + i, i), "s", null, null));
			System.out.printf(Locale.ROOT, "%s: one registration at a time: %s%n", name,
					oneByOne((i) -> registry.register(content("one" + i, i), "s", null, null)));
			for (int outstanding : new int[] { 64, 1_024 }) {
				System.out.printf(Locale.ROOT, "%s: registrations, %d outstanding: %,d/s%n", name, outstanding,
						inParallel(CONCURRENT, outstanding,
								(i) -> registry.register(content(outstanding + "-" + i, i), "s", null, null)));
			}
			System.out.printf(Locale.ROOT, "%s: heartbeats, 1024 outstanding: %,d/s%n", name, inParallel(
					CONCURRENT * 10, 1_024,
					(i) -> registry.heartbeat(content("64-" + i % CONCURRENT, i % CONCURRENT).key(), "s", null, null)));
		}
	}

	private static InstanceContent content(String id, int i) {
		return RegistryFixture.content(new ServiceKey("default", "service-" + i % SERVICES), id);
	}

	private static String oneByOne(IntFunction<CompletionStage<?>> operation) {
		long[] nanos = new long[SEQUENTIAL];
		for (int i = 0; i < SEQUENTIAL; i++) {
			long begun = System.nanoTime();
			operation.apply(i).toCompletableFuture().join();
			nanos[i] = System.nanoTime() - begun;
		}
		Arrays.sort(nanos);
		Function<Double, Double> quantile = (part) -> nanos[(int) (part * (SEQUENTIAL - 1))] / 1e6;
		return String.format(Locale.ROOT, "median %.2f ms, 99 %% %.2f ms, worst %.2f ms", quantile.apply(0.5),
				quantile.apply(0.99), quantile.apply(1.0));
	}

	private static long inParallel(int count, int outstanding, IntFunction<CompletionStage<?>> operation) {
		Semaphore free = new Semaphore(outstanding);
		long begun = System.nanoTime();
		for (int i = 0; i < count; i++) {
			free.acquireUninterruptibly();
			var unused = operation.apply(i).whenComplete((answer, ex) -> free.release());
		}
		free.acquireUninterruptibly(outstanding);
		return (long) (count / ((System.nanoTime() - begun) / 1e9));
	}

}
