package io.movieinfo.registry.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.watch.Watch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Thousands of random operations, with a store that fails now and then, slow watchers
 * that come and go, stalls and restarts. Whatever happens, watchers end up with what is
 * listed, and nobody ever sees what is not stored. That each event applies to the one
 * before, and that nothing goes back, the {@link RecordingWatcher} checks.
 */
class RegistryRandomTests {

	private static final int OPERATIONS = 4_000;

	private static final List<ServiceKey> SERVICES = List.of(RegistryFixture.MOVIES, RegistryFixture.USERS,
			new ServiceKey("test", "movie-service"));

	private static final List<Health> HEALTHS = List.of(Health.HEALTHY, Health.UNHEALTHY, Health.UNKNOWN);

	private final FlakyStore store = new FlakyStore();

	// all that was ever stored, and what is
	private final Set<ServiceInstance> everStored = new HashSet<>();

	private final Map<ServiceKey, Map<String, ServiceInstance>> stored = new TreeMap<>();

	private final List<Observer> observers = new ArrayList<>();

	private final List<CompletableFuture<?>> answers = new ArrayList<>();

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
	void watchersEndUpWithWhatIsListedAndNobodySeesWhatIsNotStored(long seed) {
		Random random = new Random(seed);
		VirtualTime time = new VirtualTime(seed);
		this.store.beforeCommit = (batch) -> {
			if (!this.store.failing) {
				batch.puts().forEach((put) -> {
					this.everStored.add(put.listed(null));
					stored(put.key().service()).put(put.key().id(), put.listed(null));
				});
				batch.removals().forEach((key) -> stored(key.service()).remove(key.id()));
			}
		};
		Registry registry = start(time);
		for (int i = 0; i < OPERATIONS; i++) {
			this.store.failing = random.nextInt(100) < 5;
			this.answers.add(operate(registry, random).toCompletableFuture());
			switch (random.nextInt(40)) {
				case 0 -> this.observers.add(new Observer(registry, SERVICES.get(random.nextInt(SERVICES.size()))));
				case 1 -> reconnect(registry);
				case 2 -> time.advance(Duration.ofMillis(random.nextInt(5_000)));
				case 3 -> time.stall(Duration.ofMillis(random.nextInt(3_000)));
				default -> time.advance(Duration.ofNanos(random.nextInt(8_000_000)));
			}
			this.answers.add(operate(registry, random).toCompletableFuture());
			for (int steps = random.nextInt(6); steps > 0; steps--) {
				time.runOne();
			}
			for (Observer observer : this.observers) {
				if (random.nextInt(4) == 0) {
					observer.watcher.done();
				}
			}
			assertListedIsStored(registry);
			if (random.nextInt(500) == 0) {
				registry.close();
				registry = start(time);
				reconnect(registry);
			}
		}
		settle(time);
		assertThat(this.answers).allMatch(CompletableFuture::isDone);
		assertThat(this.observers).hasSizeGreaterThan(20);
		for (Observer observer : this.observers) {
			ServiceListing listing = registry.snapshot(observer.service);
			assertThat(observer.watcher.cursor).isEqualTo(listing.cursor());
			assertThat(observer.watcher.view).isEqualTo(byId(listing.instances()));
			assertThat(observer.watcher.complete).isEqualTo(listing.complete());
		}
		assertListedIsStored(registry);
	}

	private Registry start(VirtualTime time) {
		Registry registry = Registry.builder()
			.store(this.store)
			.ticker(time)
			.clock(time)
			.threads(time::executor)
			.build();
		registry.start();
		return registry;
	}

	private void reconnect(Registry registry) {
		this.observers.forEach((observer) -> observer.reconnect(registry));
	}

	private void settle(VirtualTime time) {
		this.store.failing = false;
		time.advance(Duration.ofSeconds(40));
		for (int i = 0; i < 5; i++) {
			this.observers.forEach((observer) -> observer.watcher.done());
			time.advance(Duration.ofMillis(20));
		}
	}

	private CompletionStage<?> operate(Registry registry, Random random) {
		InstanceContent content = RegistryFixture.content(SERVICES.get(random.nextInt(SERVICES.size())),
				"i" + random.nextInt(8));
		String startId = "s" + random.nextInt(3);
		Health health = (random.nextInt(3) == 0) ? HEALTHS.get(random.nextInt(3)) : null;
		Cause cause = (health == Health.UNHEALTHY && random.nextBoolean()) ? Cause.NOT_READY : null;
		return switch (random.nextInt(8)) {
			case 0, 1, 2 -> registry.register(content, startId, health, cause);
			case 3 ->
				registry.register(content.toBuilder().weight(1 + random.nextInt(5)).build(), startId, health, cause);
			case 4 -> registry.update(content.toBuilder().weight(1 + random.nextInt(5)).build(), startId);
			case 5, 6 -> registry.heartbeat(content.key(), startId, health, cause);
			default -> registry.deregister(content.key(), startId);
		};
	}

	private void assertListedIsStored(Registry registry) {
		for (ServiceKey service : SERVICES) {
			assertThat(byId(registry.snapshot(service).instances())).isEqualTo(stored(service));
		}
	}

	private Map<String, ServiceInstance> stored(ServiceKey service) {
		return this.stored.computeIfAbsent(service, (key) -> new TreeMap<>());
	}

	private static Map<String, ServiceInstance> byId(List<ServiceInstance> instances) {
		Map<String, ServiceInstance> byId = new TreeMap<>();
		instances.forEach((instance) -> byId.put(instance.id(), instance));
		return byId;
	}

	/**
	 * A watcher that takes its time, and goes on from its cursor after an interruption if
	 * it has seen everything.
	 */
	private final class Observer {

		private final ServiceKey service;

		private RecordingWatcher watcher = RecordingWatcher.slow();

		private Watch watch;

		Observer(Registry registry, ServiceKey service) {
			this.service = service;
			this.watch = begin(registry, false);
		}

		void reconnect(Registry registry) {
			this.watch.close();
			RecordingWatcher before = this.watcher;
			this.watcher = RecordingWatcher.slow();
			this.watcher.cursor = before.cursor;
			this.watcher.complete = before.complete;
			this.watcher.view.putAll(before.view);
			this.watch = begin(registry, before.complete);
		}

		private Watch begin(Registry registry, boolean goOn) {
			RecordingWatcher current = this.watcher;
			return registry.watch(this.service, goOn ? current.cursor : null, (event, done) -> {
				assertThat(RegistryRandomTests.this.everStored.containsAll(event.instances()))
					.as("only what was stored")
					.isTrue();
				current.changed(event, done);
			});
		}

	}

}
