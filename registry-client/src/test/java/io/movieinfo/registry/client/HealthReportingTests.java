package io.movieinfo.registry.client;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.movieinfo.registry.client.registration.HealthChecker;
import io.movieinfo.registry.client.registration.HealthStatus;
import io.movieinfo.registry.client.registration.Registration;
import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.ClientMessage;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.ServiceInstance;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Health checks that misbehave, and instances that want no requests.
 */
class HealthReportingTests extends AbstractClientTests {

	private static final Duration SOON = Duration.ofMillis(50);

	private static final CountDownLatch CLASS_MAY_LOAD = new CountDownLatch(1);

	@Test
	void checkThatHangsIsAskedOnceAndGoodAgainWhenItReturns() {
		this.registry.beatEvery(SOON);
		HangingCheck check = new HangingCheck();
		Registration registration = register(check, SOON);
		check.hang();
		awaitInstance((instance) -> instance.cause() == Cause.REPORTED);
		for (int i = 0; i < 100; i++) {
			registration.checkHealthNow();
		}
		awaitHeartbeats(20);
		assertThat(check.hanging()).isOne();
		assertThat(check.threads).filteredOn(Thread::isAlive).hasSizeLessThanOrEqualTo(1);
		assertThat(registration.health().detail()).contains("50 ms").contains("waiting for the disk");
		check.letGo();
		awaitInstance(ServiceInstance::routable);
		assertThat(check.threads).filteredOn(Thread::isAlive).hasSizeLessThanOrEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void checkThatCannotBeInterruptedKeepsNobodyFromLeaving(boolean inClassInitializer) {
		beatOften();
		AtomicBoolean hang = new AtomicBoolean();
		CountDownLatch never = new CountDownLatch(1);
		Registration registration = register(() -> {
			if (hang.get()) {
				assertThat(inClassInitializer ? SlowClass.LOADED : awaitUninterruptibly(never)).isTrue();
			}
			return HealthStatus.healthy();
		}, SOON);
		hang.set(true);
		awaitInstance((instance) -> instance.cause() == Cause.REPORTED);
		awaitHeartbeats(3);
		assertThat(registration.drain(PATIENCE)).isTrue();
		assertThat(registration.deregister(PATIENCE)).isTrue();
		assertThat(registered(1)).isNull();
		(inClassInitializer ? CLASS_MAY_LOAD : never).countDown();
	}

	@Test
	void slowCheckWithinItsLimitIsHealthy() {
		this.registry.beatEvery(SOON);
		HangingCheck check = new HangingCheck();
		register(check, PATIENCE);
		int known = reported().size();
		for (int i = 0; i < 3; i++) {
			check.hang();
			await().until(() -> check.hanging() == 1);
			awaitHeartbeats(3);
			check.letGo();
			await().until(() -> check.hanging() == 0);
		}
		assertThat(reportedAfter(known)).isEmpty();
	}

	@Test
	void whateverIsThrownIsUnhealthyAndSaidOnce() {
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		Logger logger = (Logger) LoggerFactory.getLogger("io.movieinfo.registry.client.registration");
		log.start();
		logger.addAppender(log);
		try {
			AtomicInteger thrown = new AtomicInteger();
			AtomicReference<Throwable> failure = new AtomicReference<>();
			register(() -> {
				Throwable toThrow = failure.get();
				if (toThrow instanceof Error error) {
					thrown.incrementAndGet();
					throw error;
				}
				if (toThrow instanceof Exception exception) {
					thrown.incrementAndGet();
					throw exception;
				}
				return HealthStatus.healthy();
			}, PATIENCE);
			for (Throwable each : List.of(new IllegalStateException("on purpose"), new StackOverflowError("on purpose"),
					new InterruptedException("on purpose"), new UnspeakableException())) {
				thrown.set(0);
				failure.set(each);
				await().until(() -> thrown.get() > 5);
				awaitInstance((instance) -> instance.cause() == Cause.REPORTED);
				failure.set(null);
				awaitInstance(ServiceInstance::routable);
			}
			assertThat(List.copyOf(log.list)).extracting(ILoggingEvent::getFormattedMessage)
				.filteredOn((message) -> message.contains("is unhealthy"))
				.hasSize(4)
				.satisfiesOnlyOnce((message) -> assertThat(message).contains("IllegalStateException: on purpose"));
		}
		finally {
			logger.detachAppender(log);
		}
	}

	@Test
	@SuppressWarnings("NullAway") // what a checker in unchecked code may do
	void nothingReturnedIsUnhealthy() {
		Registration registration = started(builder()).register(movie(1), () -> null);
		awaitInstance((instance) -> instance.cause() == Cause.REPORTED);
		assertThat(registration.health().detail()).contains("returned nothing");
	}

	@Test
	void flappingInstanceStaysOutUntilItIsGoodTwice() {
		this.registry.beatEvery(SOON);
		AtomicBoolean flap = new AtomicBoolean();
		AtomicInteger checks = new AtomicInteger();
		register(() -> {
			int number = checks.incrementAndGet();
			return (flap.get() && number % 2 == 0) ? HealthStatus.unhealthy("flapping") : HealthStatus.healthy();
		}, PATIENCE);
		int known = reported().size();
		flap.set(true);
		awaitInstance((instance) -> instance.cause() == Cause.REPORTED);
		int before = checks.get();
		await().until(() -> checks.get() > before + 20);
		assertThat(reportedAfter(known)).doesNotContain(Health.HEALTHY);
		flap.set(false);
		awaitInstance(ServiceInstance::routable);
	}

	@Test
	void instanceThatWantsNoRequestsSaysSoAtOnceThoughItsCheckHangs() {
		this.registry.beatEvery(PATIENCE.multipliedBy(10));
		HangingCheck check = new HangingCheck();
		Registration registration = register(check, PATIENCE.multipliedBy(10));
		check.hang();
		await().until(() -> check.hanging() == 1);
		check.available = HealthStatus.notReady("on purpose");
		registration.checkHealthNow();
		awaitInstance((instance) -> instance.cause() == Cause.NOT_READY);
		check.letGo();
		check.available = HealthStatus.healthy();
		registration.checkHealthNow();
		awaitInstance(ServiceInstance::routable);
	}

	@Test
	void instanceWhoseCheckHangsIsNotGoodBecauseItWantsRequestsAgain() {
		HangingCheck check = new HangingCheck();
		Registration registration = register(check, SOON);
		check.hang();
		awaitInstance((instance) -> instance.cause() == Cause.REPORTED);
		check.available = HealthStatus.notReady("on purpose");
		registration.checkHealthNow();
		awaitInstance((instance) -> instance.cause() == Cause.NOT_READY);
		check.available = HealthStatus.healthy();
		registration.checkHealthNow();
		awaitInstance((instance) -> instance.cause() == Cause.REPORTED);
		check.letGo();
		awaitInstance(ServiceInstance::routable);
	}

	@Test
	void resultOfACheckDoesNotUndoThatNoRequestsAreWanted() {
		this.registry.beatEvery(SOON);
		HangingCheck check = new HangingCheck();
		Registration registration = register(check, PATIENCE);
		int known = reported().size();
		check.hang();
		await().until(() -> check.hanging() == 1);
		check.available = HealthStatus.notReady("on purpose");
		registration.checkHealthNow();
		awaitInstance((instance) -> instance.cause() == Cause.NOT_READY);
		int beats = reported().size();
		check.letGo();
		await().until(() -> reported().size() > beats + 3);
		assertThat(reportedAfter(known)).containsOnly(Health.UNHEALTHY);
	}

	@Test
	void availabilityThatCannotBeFoundOutIsUnhealthy() {
		HangingCheck check = new HangingCheck();
		Registration registration = register(check, PATIENCE);
		check.availabilityFailure = new IllegalStateException("on purpose");
		awaitInstance((instance) -> instance.cause() == Cause.REPORTED);
		assertThat(registration.health().detail()).contains("on purpose");
		check.availabilityFailure = null;
		awaitInstance(ServiceInstance::routable);
	}

	private Registration register(HealthChecker checker, Duration timeout) {
		Registration registration = started(builder().healthTimeout(timeout)).register(movie(1), checker);
		awaitInstance(ServiceInstance::routable);
		return registration;
	}

	private void awaitInstance(Predicate<ServiceInstance> expected) {
		await().until(() -> {
			ServiceInstance instance = registered(1);
			return instance != null && expected.test(instance);
		});
	}

	private void awaitHeartbeats(int number) {
		int before = this.registry.received(ClientMessage.Heartbeat.class).size();
		await().until(() -> this.registry.received(ClientMessage.Heartbeat.class).size() > before + number);
	}

	/**
	 * Returns what heartbeats have said of the health.
	 */
	private List<Health> reported() {
		return this.registry.received(ClientMessage.Heartbeat.class)
			.stream()
			.flatMap((beat) -> beat.health().stream())
			.map(ClientMessage.HealthReport::health)
			.toList();
	}

	/**
	 * Returns what heartbeats have said since. The first of all may name a health that
	 * was found out too late for the registration.
	 */
	private List<Health> reportedAfter(int number) {
		List<Health> reported = reported();
		return reported.subList(number, reported.size());
	}

	private static boolean awaitUninterruptibly(CountDownLatch latch) {
		boolean done = false;
		while (!done) {
			try {
				latch.await();
				done = true;
			}
			catch (InterruptedException ex) {
				// as some drivers do
			}
		}
		return true;
	}

	/**
	 * A check that hangs when it is told to.
	 */
	private static final class HangingCheck implements HealthChecker {

		private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

		private final AtomicInteger hanging = new AtomicInteger();

		private volatile CountDownLatch gate = new CountDownLatch(0);

		private volatile HealthStatus available = HealthStatus.healthy();

		private volatile @Nullable RuntimeException availabilityFailure;

		void hang() {
			this.gate = new CountDownLatch(1);
		}

		void letGo() {
			this.gate.countDown();
		}

		int hanging() {
			return this.hanging.get();
		}

		@Override
		public HealthStatus check() throws InterruptedException {
			this.threads.add(Thread.currentThread());
			CountDownLatch closed = this.gate;
			if (closed.getCount() > 0) {
				this.hanging.incrementAndGet();
				try {
					closed.await();
				}
				finally {
					this.hanging.decrementAndGet();
				}
			}
			return HealthStatus.healthy();
		}

		@Override
		public HealthStatus availability() {
			RuntimeException failure = this.availabilityFailure;
			if (failure != null) {
				throw failure;
			}
			return this.available;
		}

		@Override
		public String waitingFor() {
			return "the disk";
		}

	}

	private static final class SlowClass {

		static final boolean LOADED = awaitUninterruptibly(CLASS_MAY_LOAD);

	}

	private static final class UnspeakableException extends RuntimeException {

		@Override
		public String getMessage() {
			throw new IllegalStateException("cannot even say what it is");
		}

	}

}
