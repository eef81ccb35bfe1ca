package io.movieinfo.registry.client.registration;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;

import io.movieinfo.registry.client.transport.ClientThread;
import io.movieinfo.registry.client.transport.DaemonThreads;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HealthEvaluationTests {

	private final ClientThread thread = new ClientThread();

	private final List<HealthStatus> results = new CopyOnWriteArrayList<>();

	@AfterEach
	void closeThread() {
		this.thread.close();
	}

	@Test
	void checkThatFindsNoThreadIsUnhealthyAndTriedAgain() {
		AtomicBoolean threadless = new AtomicBoolean(true);
		ThreadFactory threads = DaemonThreads.named("registry-client-health");
		HealthEvaluation evaluation = new HealthEvaluation(() -> HealthStatus.healthy(), this.thread,
				new HealthTiming(Duration.ofMillis(1), Duration.ofSeconds(20)),
				() -> Executors.newSingleThreadExecutor((task) -> {
					if (threadless.getAndSet(false)) {
						throw new OutOfMemoryError("unable to create native thread");
					}
					return threads.newThread(task);
				}), this.results::add);
		this.thread.execute(evaluation::evaluateNow);
		Awaitility.await().until(() -> this.results.size() >= 2);
		this.thread.execute(evaluation::stop);
		assertThat(this.results.get(0).detail()).contains("unable to create native thread");
		assertThat(this.results.get(1)).isEqualTo(HealthStatus.healthy());
	}

	@Test
	void hangingCheckThatCannotSayWhatItWaitsForIsUnhealthy() {
		CountDownLatch end = new CountDownLatch(1);
		HealthChecker hanging = new HealthChecker() {

			@Override
			public HealthStatus check() throws InterruptedException {
				end.await();
				return HealthStatus.healthy();
			}

			@Override
			public String waitingFor() {
				throw new IllegalStateException("nobody knows");
			}

		};
		HealthEvaluation evaluation = new HealthEvaluation(hanging, this.thread,
				new HealthTiming(Duration.ofSeconds(20), Duration.ofMillis(1)),
				() -> Executors.newSingleThreadExecutor(DaemonThreads.named("registry-client-health")),
				this.results::add);
		this.thread.execute(evaluation::evaluateNow);
		Awaitility.await().until(() -> !this.results.isEmpty());
		this.thread.execute(evaluation::stop);
		end.countDown();
		assertThat(this.results.get(0).detail()).contains("took longer than 1 ms");
	}

}
