package io.movieinfo.registry.server;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.server.OverridesPatch.Setting;
import io.movieinfo.registry.server.audit.AuditEntry;
import io.movieinfo.registry.server.audit.AuditEntry.Action;
import io.movieinfo.registry.server.audit.AuditQuery;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What operators do can be undone, unless just that was changed again.
 */
class UndoTests {

	private static final Actor ALICE = new Actor("alice", "because");

	private static final Actor BOB = new Actor("bob", "it was wrong");

	private RegistryFixture fixture = RegistryFixture.settled();

	@Test
	void firstOverridesAreClearedAgain() {
		ServiceInstance before = registered("a");
		long entry = override("a", 10, false, Map.of("k", "v"));
		AuditEntry undone = undo(entry);
		assertThat(this.fixture.get("a")).isEqualTo(before);
		assertThat(undone.action()).isEqualTo(Action.CLEAR_OVERRIDES);
		assertThat(undone.by()).isEqualTo("bob");
		assertThat(undone.reason()).isEqualTo("it was wrong");
		assertThat(undone.undoes()).isEqualTo(entry);
		assertThat(last()).isEqualTo(undone);
	}

	@Test
	void changedOverridesAreAsTheyWere() {
		registered("a");
		override("a", 10, null, Map.of("k", "v", "l", "w"));
		ServiceInstance before = this.fixture.get("a");
		long entry = override("a", 20, false, meta("k", null, "l", "x", "m", "y"));
		assertThat(undo(entry).action()).isEqualTo(Action.OVERRIDE);
		assertThat(this.fixture.get("a")).isEqualTo(before);
	}

	@Test
	void clearedOverridesAreSetAgain() {
		registered("a");
		override("a", 10, false, Map.of("k", "v"));
		ServiceInstance before = this.fixture.get("a");
		var unused = this.fixture.await(operations().clearOverrides(RegistryFixture.key("a"), ALICE));
		undo(last().number());
		assertThat(this.fixture.get("a")).isEqualTo(before);
	}

	@Test
	void undoingCanBeUndone() {
		registered("a");
		long entry = override("a", 10, null, Map.of());
		ServiceInstance after = this.fixture.get("a");
		undo(undo(entry).number());
		assertThat(this.fixture.get("a")).isEqualTo(after);
	}

	@Test
	void whatOthersHaveChangedBesideItStays() {
		registered("a");
		long entry = override("a", 10, null, Map.of());
		override("a", null, false, Map.of());
		undo(entry);
		assertThat(this.fixture.get("a").weight()).isEqualTo(100);
		assertThat(this.fixture.get("a").enabled()).isFalse();
	}

	@Test
	void whatWasChangedAgainIsNotUndone() {
		registered("a");
		long entry = override("a", 10, null, Map.of());
		override("a", 20, null, Map.of());
		ServiceInstance before = this.fixture.get("a");
		assertThat(failure(entry)).isInstanceOf(ChangedSinceException.class)
			.hasMessageContaining("the override of weight is '20' now, and was left at '10'");
		assertThat(this.fixture.get("a")).isEqualTo(before);
		long clearing = last().number();
		undo(clearing);
		assertThat(failure(clearing)).as("twice").isInstanceOf(ChangedSinceException.class);
	}

	@Test
	void drainOfOneIsTakenBackAndBegunAgain() {
		ServiceInstance before = registered("a");
		var unused = this.fixture.await(operations().drain(RegistryFixture.key("a"), Duration.ZERO, ALICE));
		AuditEntry undone = undo(last().number());
		assertThat(undone.action()).isEqualTo(Action.END_DRAIN);
		assertThat(this.fixture.get("a")).isEqualTo(before);
		assertThat(undo(undone.number()).action()).isEqualTo(Action.DRAIN);
		assertThat(this.fixture.get("a").draining()).isTrue();
	}

	@Test
	void drainOfAServiceIsTakenBackWhereItHasBegun() {
		registered("a");
		registered("b");
		registered("c");
		var unused = this.fixture.await(operations().drain(RegistryFixture.key("b"), Duration.ZERO, ALICE));
		var unusedToo = this.fixture.await(operations().drain(RegistryFixture.MOVIES, Duration.ZERO, ALICE));
		long entry = last().number();
		registered("d");
		AuditEntry undone = undo(entry);
		assertThat(draining()).as("which was so before").containsExactly("b");
		assertThat(undone.before()).isEqualTo("3 of 4 draining");
		assertThat(undone.after()).isEqualTo("1 of 4 draining");
		undo(undone.number());
		assertThat(draining()).containsExactly("a", "b", "c");
	}

	@Test
	void endedDrainOfAServiceBeginsAgainWhereItWas() {
		registered("a");
		registered("b");
		registered("c");
		var unused = this.fixture.await(operations().drain(RegistryFixture.key("b"), Duration.ZERO, ALICE));
		assertThat(this.fixture.await(operations().endDrain(RegistryFixture.MOVIES, ALICE))).containsExactly("b");
		assertThat(draining()).isEmpty();
		undo(last().number());
		assertThat(draining()).containsExactly("b");
		assertThat(this.fixture.await(operations().endDrain(RegistryFixture.USERS, ALICE))).isEmpty();
	}

	@Test
	void anotherStartOfTheProcessIsNotConcerned() {
		registered("a");
		var unused = this.fixture.await(operations().drain(RegistryFixture.key("a"), Duration.ZERO, ALICE));
		long entry = last().number();
		this.fixture.register("a", "s2");
		var unusedToo = this.fixture
			.await(this.fixture.registry.drain(RegistryFixture.key("a"), "s2", Duration.ZERO, Holder.IN_PROCESS));
		assertThat(failure(entry)).isInstanceOf(ChangedSinceException.class);
		assertThat(this.fixture.get("a").draining()).isTrue();
	}

	@Test
	void whatHasNoInverseOrNoEffectIsNotUndone() {
		registered("a");
		var unused = this.fixture.await(operations().releaseGuard(ALICE));
		assertThat(failure(last().number())).isInstanceOf(NotUndoableException.class)
			.hasMessageContaining("the guard engages by itself");
		var unused2 = this.fixture.await(operations().drain(RegistryFixture.key("a"), Duration.ZERO, ALICE));
		var unused3 = this.fixture.await(operations().drain(RegistryFixture.key("a"), Duration.ZERO, ALICE));
		assertThat(failure(last().number())).isInstanceOf(NotUndoableException.class)
			.hasMessageContaining("it has changed nothing");
		this.fixture.time.advance(Duration.ofSeconds(10));
		this.fixture.await(operations().remove(RegistryFixture.key("a"), ALICE).thenApply((none) -> true));
		assertThat(failure(last().number())).isInstanceOf(NotUndoableException.class)
			.hasMessageContaining("only when its application registers it");
		assertThat(failure(99)).isInstanceOf(EntryUnknownException.class);
	}

	@Test
	void instanceThatIsGoneIsUnknown() {
		registered("a");
		var unused = this.fixture.await(operations().drain(RegistryFixture.key("a"), Duration.ZERO, ALICE));
		this.fixture.deregister("a", "s1");
		assertThat(failure(last().number())).isInstanceOf(InstanceUnknownException.class);
	}

	@Test
	void changeThatIsTooLargeIsNotKept() {
		registered("a");
		Map<String, String> large = IntStream.range(0, 20)
			.boxed()
			.collect(Collectors.toMap((i) -> "k" + i, (i) -> "v".repeat(1_000)));
		long entry = override("a", null, null, large);
		assertThat(last().effect()).isNull();
		assertThat(failure(entry)).isInstanceOf(NotUndoableException.class);
	}

	@Test
	void restartForgetsNothingOfIt() {
		ServiceInstance before = registered("a");
		long weight = override("a", 10, null, Map.of());
		var unused = this.fixture.await(operations().drain(RegistryFixture.MOVIES, Duration.ZERO, ALICE));
		long drain = last().number();
		this.fixture = this.fixture.restart();
		undo(drain);
		undo(weight);
		assertThat(this.fixture.get("a")).isEqualTo(before);
	}

	@Test
	void undoingThatCannotBeStoredUndoesNothing() {
		registered("a");
		long entry = override("a", 10, null, Map.of());
		this.fixture.store.failing = true;
		assertThat(failure(entry)).isInstanceOf(StoreUnavailableException.class);
		this.fixture.store.failing = false;
		assertThat(this.fixture.get("a").weight()).isEqualTo(10);
		assertThat(last().number()).isEqualTo(entry);
	}

	private ServiceInstance registered(String id) {
		this.fixture.register(id, "s1");
		return this.fixture.get(id);
	}

	private long override(String id, @Nullable Integer weight, @Nullable Boolean enabled,
			Map<String, @Nullable String> meta) {
		OverridesPatch patch = new OverridesPatch((weight != null) ? Setting.to(weight) : Setting.unchanged(),
				(enabled != null) ? Setting.to(enabled) : Setting.unchanged(), meta);
		var unused = this.fixture.await(operations().override(RegistryFixture.key(id), patch, ALICE));
		return last().number();
	}

	private static Map<String, @Nullable String> meta(@Nullable String... keysAndValues) {
		Map<String, @Nullable String> meta = new HashMap<>();
		for (int i = 0; i < keysAndValues.length; i += 2) {
			meta.put(Objects.requireNonNull(keysAndValues[i]), keysAndValues[i + 1]);
		}
		return meta;
	}

	private AuditEntry undo(long number) {
		return this.fixture.await(operations().undo(number, BOB));
	}

	private Throwable failure(long number) {
		return this.fixture.failure(operations().undo(number, BOB));
	}

	private AuditEntry last() {
		return this.fixture.await(operations().audit(AuditQuery.ALL, 1)).get(0);
	}

	private List<String> draining() {
		return this.fixture.registry.snapshot(RegistryFixture.MOVIES)
			.instances()
			.stream()
			.filter(ServiceInstance::draining)
			.map(ServiceInstance::id)
			.toList();
	}

	private Operations operations() {
		return this.fixture.registry.operations();
	}

}
