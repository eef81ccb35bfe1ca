package io.movieinfo.registry.server;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.Overrides;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.server.OverridesPatch.Setting;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What operators set in place of what applications say, and how long it stays.
 */
class OverridesTests {

	private static final Actor ALICE = new Actor("alice", "half the load");

	private RegistryFixture fixture = RegistryFixture.settled();

	@Test
	void overrideChangesWhatEverybodySees() {
		Registered registered = register("a", Map.of("color", "red", "size", "big"));
		RecordingWatcher watcher = this.fixture.watch();
		ServiceInstance seen = override("a",
				new OverridesPatch(Setting.to(10), Setting.to(false), meta("color", "blue", "extra", "1")));
		ServiceInstance after = this.fixture.get("a");
		assertThat(after).isEqualTo(seen).isEqualTo(watcher.view.get("a"));
		assertThat(after.weight()).isEqualTo(10);
		assertThat(after.enabled()).isFalse();
		assertThat(after.routable()).isFalse();
		assertThat(after.meta()).containsExactly(Map.entry("color", "blue"), Map.entry("extra", "1"),
				Map.entry("size", "big"));
		assertThat(after.incarnation()).isEqualTo(registered.incarnation());
		assertThat(this.fixture.registry.snapshot(RegistryFixture.MOVIES).cursor().revision())
			.isEqualTo(registered.cursor().revision() + 1);
	}

	@Test
	void patchLeavesWhatItDoesNotName() {
		register("a", Map.of("color", "red"));
		override("a", new OverridesPatch(Setting.to(10), Setting.unchanged(), meta("color", "blue", "extra", "1")));
		override("a", new OverridesPatch(Setting.unchanged(), Setting.to(false), meta("color", null)));
		assertThat(this.fixture.get("a").weight()).isEqualTo(10);
		assertThat(this.fixture.get("a").enabled()).isFalse();
		assertThat(this.fixture.get("a").meta()).containsExactly(Map.entry("color", "red"), Map.entry("extra", "1"));
		override("a", new OverridesPatch(Setting.to(null), Setting.unchanged(), Map.of()));
		assertThat(this.fixture.get("a").weight()).isEqualTo(100);
		assertThat(this.fixture.get("a").enabled()).isFalse();
	}

	@Test
	void overridesSayWhoWhyAndWhen() {
		this.fixture.register("a", "s1");
		weight("a", 10);
		Overrides first = Objects.requireNonNull(overrides("a"));
		assertThat(first.by()).isEqualTo("alice");
		assertThat(first.reason()).isEqualTo("half the load");
		assertThat(first.at()).isEqualTo(this.fixture.time.instant().truncatedTo(ChronoUnit.MILLIS));
		this.fixture.time.advance(Duration.ofSeconds(2));
		var unused = this.fixture.await(this.fixture.registry.operations()
			.override(RegistryFixture.key("a"), patch(11), new Actor("bob", "more")));
		assertThat(overrides("a")).isNotNull().satisfies((second) -> {
			assertThat(second.by()).isEqualTo("bob");
			assertThat(second.at()).isEqualTo(first.at().plusSeconds(2));
		});
	}

	@Test
	void applicationMayChangeContentUnderneath() {
		this.fixture.register("a", "s1");
		weight("a", 10);
		long revision = revision();
		this.fixture.await(this.fixture.registry.update(content("a").toBuilder().weight(70).build(), "s1"));
		assertThat(this.fixture.get("a").weight()).isEqualTo(10);
		assertThat(revision()).as("nobody sees that").isEqualTo(revision);
		clear("a");
		assertThat(this.fixture.get("a").weight()).isEqualTo(70);
	}

	@Test
	void renewalIsComparedWithWhatTheApplicationSaid() {
		this.fixture.register("a", "s1");
		weight("a", 10);
		int commits = this.fixture.store.commits;
		this.fixture.register("a", "s1");
		this.fixture.heartbeat("a", "s1");
		assertThat(this.fixture.store.commits).isEqualTo(commits);
	}

	@Test
	void overridesSurviveAnotherStartDeregistrationAndEviction() {
		this.fixture.register("a", "s1");
		weight("a", 10);
		this.fixture.register("a", "s2");
		assertThat(this.fixture.get("a").weight()).isEqualTo(10);
		this.fixture.deregister("a", "s2");
		assertThat(this.fixture.register("a", "s3").created()).isTrue();
		assertThat(this.fixture.get("a").weight()).isEqualTo(10);
		this.fixture.time.advance(Duration.ofMinutes(6));
		assertThat(this.fixture.find("a")).isNull();
		this.fixture.register("a", "s4");
		assertThat(this.fixture.get("a").weight()).isEqualTo(10);
	}

	@Test
	void overridesSurviveRestart() {
		this.fixture.register("a", "s1");
		weight("a", 10);
		this.fixture.register("b", "s1");
		weight("b", 20);
		this.fixture.deregister("b", "s1");
		Overrides before = overrides("a");
		this.fixture = this.fixture.restart();
		assertThat(this.fixture.get("a").weight()).isEqualTo(10);
		assertThat(overrides("a")).isEqualTo(before);
		RecordingWatcher watcher = this.fixture.watch();
		assertThat(watcher.view.get("a")).isEqualTo(this.fixture.get("a"));
		this.fixture.register("b", "s2");
		assertThat(this.fixture.get("b").weight()).isEqualTo(20);
	}

	@Test
	void overridesGoSevenDaysAfterTheIdWasListedLast() {
		this.fixture.register("a", "s1");
		this.fixture.register("b", "s1");
		weight("a", 10);
		weight("b", 10);
		pass(Duration.ofDays(8));
		assertThat(this.fixture.get("a").weight()).as("listed all the time").isEqualTo(10);
		this.fixture.deregister("a", "s1");
		pass(Duration.ofDays(6));
		this.fixture = this.fixture.restart();
		this.fixture.register("a", "s1");
		assertThat(this.fixture.get("a").weight()).isEqualTo(10);
		this.fixture.deregister("a", "s1");
		this.fixture.deregister("b", "s1");
		pass(Duration.ofDays(6));
		weight("b", 11);
		pass(Duration.ofDays(1));
		this.fixture.register("a", "s1");
		this.fixture.register("b", "s1");
		assertThat(this.fixture.get("a").weight()).isEqualTo(100);
		assertThat(this.fixture.get("b").weight()).as("setting it is no listing").isEqualTo(100);
		assertThat(this.fixture.restart().get("a").weight()).isEqualTo(100);
	}

	@Test
	void clearLeavesEverythingToTheApplicationAgain() {
		this.fixture.register("a", "s1");
		weight("a", 10);
		assertThat(clear("a")).isEqualTo(this.fixture.get("a"));
		assertThat(this.fixture.get("a").weight()).isEqualTo(100);
		assertThat(overrides("a")).isNull();
		int commits = this.fixture.store.commits;
		assertThat(clear("a")).isEqualTo(this.fixture.get("a"));
		assertThat(this.fixture.store.commits).isEqualTo(commits);
		assertThat(this.fixture.restart().get("a").weight()).isEqualTo(100);
	}

	@Test
	void overridesThatSetNothingAreDropped() {
		this.fixture.register("a", "s1");
		weight("a", 10);
		override("a", new OverridesPatch(Setting.to(null), Setting.to(null), meta("x", null)));
		assertThat(overrides("a")).isNull();
		this.fixture.deregister("a", "s1");
		assertThat(this.fixture
			.failure(this.fixture.registry.operations().override(RegistryFixture.key("a"), patch(1), ALICE)))
			.isInstanceOf(InstanceUnknownException.class);
	}

	@Test
	void idThatIsNotListedKeepsItsOverridesUnderControl() {
		this.fixture.register("a", "s1");
		weight("a", 10);
		this.fixture.deregister("a", "s1");
		long revision = revision();
		assertThat(override("a", patch(20))).isNull();
		assertThat(revision()).isEqualTo(revision);
		this.fixture.register("a", "s1");
		assertThat(this.fixture.get("a").weight()).isEqualTo(20);
		this.fixture.deregister("a", "s1");
		assertThat(clear("a")).isNull();
		assertThat(this.fixture
			.failure(this.fixture.registry.operations().clearOverrides(RegistryFixture.key("a"), ALICE)))
			.isInstanceOf(InstanceUnknownException.class);
	}

	@Test
	void unknownInstanceIsRefused() {
		assertThat(this.fixture
			.failure(this.fixture.registry.operations().override(RegistryFixture.key("a"), patch(10), ALICE)))
			.isInstanceOfSatisfying(InstanceUnknownException.class,
					(ex) -> assertThat(ex.instance()).isEqualTo(RegistryFixture.key("a")));
	}

	@Test
	void wrongPatchIsRefused() {
		assertThatExceptionOfType(InvalidFieldException.class).isThrownBy(() -> patch(0))
			.withMessageContaining("weight");
		assertThatExceptionOfType(InvalidFieldException.class).isThrownBy(() -> patch(1001))
			.withMessageContaining("1 to 1000");
		assertThatExceptionOfType(InvalidFieldException.class)
			.isThrownBy(() -> new OverridesPatch(Setting.unchanged(), Setting.unchanged(), Map.of()))
			.withMessageContaining("at least one");
		assertThatExceptionOfType(InvalidFieldException.class)
			.isThrownBy(() -> new OverridesPatch(Setting.unchanged(), Setting.unchanged(), meta(" ", null)))
			.withMessageContaining("meta");
		assertThatExceptionOfType(InvalidFieldException.class)
			.isThrownBy(() -> new OverridesPatch(Setting.unchanged(), Setting.unchanged(), meta("k", "x".repeat(1025))))
			.withMessageContaining("meta.k");
		assertThatExceptionOfType(InvalidFieldException.class).isThrownBy(() -> new Actor("alice", " "))
			.withMessageContaining("reason");
	}

	@Test
	void tooManyEntriesTogetherAreRefusedAndChangeNothing() {
		this.fixture.register("a", "s1");
		Map<String, @Nullable String> many = IntStream.range(0, 64)
			.boxed()
			.collect(Collectors.toMap((i) -> "k" + i, (i) -> "v"));
		override("a", new OverridesPatch(Setting.unchanged(), Setting.unchanged(), many));
		int commits = this.fixture.store.commits;
		assertThat(this.fixture.failure(this.fixture.registry.operations()
			.override(RegistryFixture.key("a"),
					new OverridesPatch(Setting.to(1), Setting.unchanged(), meta("one", "more")), ALICE)))
			.isInstanceOf(InvalidFieldException.class)
			.hasMessageContaining("65 entries");
		assertThat(this.fixture.get("a").weight()).isEqualTo(100);
		assertThat(this.fixture.store.commits).isEqualTo(commits);
	}

	@Test
	void overrideThatCannotBeStoredChangesNothing() {
		this.fixture.register("a", "s1");
		this.fixture.store.failing = true;
		CompletionStage<@Nullable ServiceInstance> failing = this.fixture.registry.operations()
			.override(RegistryFixture.key("a"), patch(10), ALICE);
		assertThat(this.fixture.failure(failing)).isInstanceOf(StoreUnavailableException.class);
		assertThat(overrides("a")).isNull();
		this.fixture.time.advance(Duration.ofSeconds(20));
		this.fixture.store.failing = false;
		this.fixture.heartbeat("a", "s1");
		assertThat(this.fixture.get("a").weight()).isEqualTo(100);
		weight("a", 10);
		this.fixture.store.failing = true;
		assertThat(this.fixture
			.failure(this.fixture.registry.operations().clearOverrides(RegistryFixture.key("a"), ALICE)))
			.isInstanceOf(StoreUnavailableException.class);
		assertThat(this.fixture.get("a").weight()).isEqualTo(10);
		assertThat(overrides("a")).isNotNull();
	}

	@Test
	void operatorsDoNotKeepInstancesAlive() {
		this.fixture.register("a", "s1");
		for (int i = 0; i < 5; i++) {
			weight("a", 10 + i);
			this.fixture.time.advance(Duration.ofSeconds(3));
		}
		assertThat(this.fixture.get("a").cause()).isEqualTo(Cause.LEASE);
	}

	private Registered register(String id, Map<String, String> meta) {
		return this.fixture
			.await(this.fixture.registry.register(content(id).toBuilder().meta(meta).build(), "s1", null, null));
	}

	private @Nullable ServiceInstance override(String id, OverridesPatch patch) {
		return this.fixture.await(this.fixture.registry.operations().override(RegistryFixture.key(id), patch, ALICE));
	}

	private void weight(String id, int weight) {
		override(id, patch(weight));
	}

	private @Nullable ServiceInstance clear(String id) {
		return this.fixture.await(this.fixture.registry.operations().clearOverrides(RegistryFixture.key(id), ALICE));
	}

	private @Nullable Overrides overrides(String id) {
		List<InstanceDetails> details = this.fixture
			.await(this.fixture.registry.operations().details(RegistryFixture.MOVIES));
		return details.stream().filter((each) -> each.instance().id().equals(id)).findFirst().orElseThrow().overrides();
	}

	private long revision() {
		return this.fixture.registry.services("default").cursor().revision();
	}

	/**
	 * Lets days pass at once: nobody's lease suffers from it.
	 */
	private void pass(Duration duration) {
		this.fixture.time.stall(duration);
		this.fixture.time.advance(Duration.ofSeconds(1));
	}

	private static InstanceContent content(String id) {
		return RegistryFixture.content(RegistryFixture.MOVIES, id);
	}

	private static OverridesPatch patch(int weight) {
		return new OverridesPatch(Setting.to(weight), Setting.unchanged(), Map.of());
	}

	private static Map<String, @Nullable String> meta(@Nullable String... keysAndValues) {
		Map<String, @Nullable String> meta = new HashMap<>();
		for (int i = 0; i < keysAndValues.length; i += 2) {
			meta.put(String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
		}
		return meta;
	}

}
