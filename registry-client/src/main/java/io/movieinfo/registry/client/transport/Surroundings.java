package io.movieinfo.registry.client.transport;

import java.time.Clock;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What a client finds around it: threads, time, chance and the way to servers. One of its
 * own for each client.
 *
 * @param thread the client's thread
 * @param connector opens connections
 * @param executors makes an executor from its name: it runs one task at a time, in order
 * @param clock the wall clock
 * @param random spreads what many clients would do together
 * @param startIds names starts of instances, never two by the same name
 */
public record Surroundings(ClientThread thread, Connector connector, Function<String, ExecutorService> executors,
		Clock clock, RandomGenerator random, Supplier<String> startIds) {

	private static final int THREADS_IDLE_SECONDS = 5;

	/**
	 * Returns the real ones: daemon threads that are started when they are needed, the
	 * system's time, and the network.
	 */
	public static Surroundings real() {
		return new Surroundings(new ClientThread(), new HttpConnector(), Surroundings::daemonThread, Clock.systemUTC(),
				new SplittableRandom(), () -> UUID.randomUUID().toString());
	}

	private static ExecutorService daemonThread(String name) {
		ThreadPoolExecutor executor = new ThreadPoolExecutor(1, 1, THREADS_IDLE_SECONDS, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), DaemonThreads.named(name));
		executor.allowCoreThreadTimeOut(true);
		return executor;
	}

}
