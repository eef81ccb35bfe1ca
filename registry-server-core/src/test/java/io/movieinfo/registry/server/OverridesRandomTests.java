package io.movieinfo.registry.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.server.OverridesPatch.Setting;
import io.movieinfo.registry.server.audit.AuditEntry;
import io.movieinfo.registry.server.audit.AuditQuery;
import io.movieinfo.registry.server.lease.LeaseSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Thousands of random registrations, overrides, removals, failing commits and restarts.
 * What is listed is always what a simple model says: what the application said last, with
 * what operators have set, of whatever is registered.
 */
class OverridesRandomTests {

	private static final int OPERATIONS = 3_000;

	private static final int IDS = 5;

	private static final List<String> KEYS = List.of("a", "b", "c");

	// nobody falls silent here
	private static final LeaseSettings LEASES = new LeaseSettings(Duration.ofDays(900), Duration.ofDays(300),
			Duration.ofDays(1), Duration.ZERO);

	private final VirtualTime time = new VirtualTime();

	private final FlakyStore store = new FlakyStore();

	private final Map<String, InstanceContent> registered = new TreeMap<>();

	private final Map<String, Setting<Integer>> weights = new HashMap<>();

	private final Map<String, Setting<Boolean>> enabled = new HashMap<>();

	private final Map<String, Map<String, String>> meta = new HashMap<>();

	private long actions;

	private RegistryFixture fixture = new RegistryFixture(this.time, this.store, LEASES);

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6 })
	void listedIsWhatTheModelSays(long seed) {
		Random random = new Random(seed);
		RecordingWatcher watcher = this.fixture.watch();
		for (int i = 0; i < OPERATIONS; i++) {
			this.store.failing = random.nextInt(100) < 10;
			List<Step> steps = new ArrayList<>();
			for (int together = 1 + random.nextInt(3); together > 0; together--) {
				steps.add(step(random));
			}
			this.time.advance(Duration.ofMillis(50));
			steps.forEach(Step::apply);
			assertThat(listed()).isEqualTo(expected());
			assertThat(watcher.view).isEqualTo(byId());
			if (random.nextInt(100) == 0) {
				this.store.failing = false;
				this.fixture.registry.close();
				this.fixture = new RegistryFixture(this.time, this.store, LEASES);
				watcher = this.fixture.watch();
				assertThat(listed()).isEqualTo(expected());
			}
		}
		List<AuditEntry> entries = this.fixture
			.await(this.fixture.registry.operations().audit(AuditQuery.ALL, Integer.MAX_VALUE));
		assertThat(entries).hasSize((int) this.actions);
		assertThat(this.actions).isGreaterThan(500);
		this.fixture.registry.close();
	}

	private Step step(Random random) {
		Registry registry = this.fixture.registry;
		String id = "i" + random.nextInt(IDS);
		InstanceKey key = RegistryFixture.key(id);
		return switch (random.nextInt(6)) {
			case 0, 1 -> {
				InstanceContent content = content(id, random);
				String startId = random.nextBoolean() ? null : "s" + this.time.getAsLong() + random.nextInt();
				yield new Step(registry.register(content, startId, null, null), () -> this.registered.put(id, content));
			}
			case 2 -> new Step(registry.heartbeat(key, null, null, null), () -> {
			});
			case 3 -> {
				Step removal = new Step(registry.deregister(key, null), () -> this.registered.remove(id));
				yield removal;
			}
			case 4 ->
				new Step(registry.operations().clearOverrides(key, new Actor("alice", "because")), () -> clear(id));
			default -> {
				OverridesPatch patch = patch(random);
				yield new Step(registry.operations().override(key, patch, new Actor("alice", "because")),
						() -> override(id, patch));
			}
		};
	}

	private void override(String id, OverridesPatch patch) {
		boolean before = overridden(id);
		if (patch.weight().named()) {
			this.weights.put(id, patch.weight());
		}
		if (patch.enabled().named()) {
			this.enabled.put(id, patch.enabled());
		}
		Map<String, String> entries = this.meta.computeIfAbsent(id, (unused) -> new TreeMap<>());
		patch.meta().forEach((key, value) -> {
			if (value != null) {
				entries.put(key, value);
			}
			else {
				entries.remove(key);
			}
		});
		if (before || overridden(id)) {
			this.actions++;
		}
	}

	private void clear(String id) {
		if (overridden(id)) {
			this.actions++;
		}
		this.weights.remove(id);
		this.enabled.remove(id);
		this.meta.remove(id);
	}

	private boolean overridden(String id) {
		return weight(id) != null || enabled(id) != null || !this.meta.getOrDefault(id, Map.of()).isEmpty();
	}

	private @Nullable Integer weight(String id) {
		return this.weights.getOrDefault(id, Setting.unchanged()).value();
	}

	private @Nullable Boolean enabled(String id) {
		return this.enabled.getOrDefault(id, Setting.unchanged()).value();
	}

	private Map<String, InstanceContent> expected() {
		Map<String, InstanceContent> expected = new TreeMap<>();
		this.registered.forEach((id, content) -> {
			InstanceContent.Builder builder = content.toBuilder();
			Integer weight = weight(id);
			Boolean enabled = enabled(id);
			Map<String, String> entries = new TreeMap<>(content.meta());
			entries.putAll(this.meta.getOrDefault(id, Map.of()));
			builder.meta(entries);
			if (weight != null) {
				builder.weight(weight);
			}
			if (enabled != null) {
				builder.enabled(enabled);
			}
			expected.put(id, builder.build());
		});
		return expected;
	}

	private Map<String, InstanceContent> listed() {
		Map<String, InstanceContent> listed = new TreeMap<>();
		byId().forEach((id, instance) -> listed.put(id, instance.content()));
		return listed;
	}

	private Map<String, ServiceInstance> byId() {
		Map<String, ServiceInstance> byId = new TreeMap<>();
		this.fixture.registry.snapshot(RegistryFixture.MOVIES)
			.instances()
			.forEach((instance) -> byId.put(instance.id(), instance));
		return byId;
	}

	private static InstanceContent content(String id, Random random) {
		return RegistryFixture.content(RegistryFixture.MOVIES, id)
			.toBuilder()
			.weight(1 + random.nextInt(3))
			.enabled(random.nextInt(4) > 0)
			.meta(random.nextBoolean() ? Map.of(KEYS.get(random.nextInt(3)), "app" + random.nextInt(3)) : Map.of())
			.build();
	}

	private static OverridesPatch patch(Random random) {
		String entry = KEYS.get(random.nextInt(3));
		return switch (random.nextInt(3)) {
			case 0 -> new OverridesPatch(Setting.to(random.nextBoolean() ? 1 + random.nextInt(5) : null),
					Setting.unchanged(), Map.of());
			case 1 -> new OverridesPatch(Setting.unchanged(),
					Setting.to(random.nextInt(3) > 0 ? random.nextBoolean() : null), Map.of());
			default -> new OverridesPatch(Setting.unchanged(), Setting.unchanged(),
					Collections.singletonMap(entry, random.nextBoolean() ? "operator" + random.nextInt(3) : null));
		};
	}

	/**
	 * Something that was asked for, and what it does to the model if it is granted.
	 */
	private record Step(CompletionStage<?> answer, Runnable effect) {

		void apply() {
			CompletableFuture<?> future = this.answer.toCompletableFuture();
			assertThat(future).isDone();
			if (!future.isCompletedExceptionally()) {
				this.effect.run();
			}
			else {
				assertThat(future).failsWithin(Duration.ZERO)
					.withThrowableThat()
					.havingCause()
					.isInstanceOf(RegistryException.class);
			}
		}

	}

}
