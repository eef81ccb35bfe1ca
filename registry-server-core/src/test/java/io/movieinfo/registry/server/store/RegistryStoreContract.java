package io.movieinfo.registry.server.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.Overrides;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.audit.AuditEntry;
import io.movieinfo.registry.server.audit.Effect;
import io.movieinfo.registry.server.audit.Effect.FromTo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What every {@link RegistryStore} does.
 */
abstract class RegistryStoreContract {

	static final ServiceKey SERVICE = new ServiceKey("default", "movie-service");

	private final RegistryStore store = store();

	/**
	 * Returns an empty store that is not open.
	 */
	abstract RegistryStore store();

	@AfterEach
	void closeStore() {
		this.store.close();
	}

	@Test
	void newStoreIsEmptyAndNotComplete() {
		StoredState state = this.store.open();
		assertThat(state.epoch()).isNotEmpty();
		assertThat(state.revision()).isZero();
		assertThat(state.complete()).isFalse();
		assertThat(state.instances()).isEmpty();
		assertThat(state.services()).isEmpty();
		assertThat(state.overrides()).isEmpty();
		assertThat(state.entries()).isEmpty();
	}

	@Test
	void instanceComesBackAsItWas() {
		StoredInstance full = new StoredInstance(InstanceContent.builder("movie-service")
			.namespace("test")
			.id("a/b\"c\\d")
			.address("::1")
			.port(8443)
			.secure(true)
			.zone("zone 1")
			.weight(7)
			.tags("one", "zwei ü")
			.meta(Map.of("key", "value \"quoted\"\n"))
			.enabled(false)
			.build(), Health.UNHEALTHY, Cause.CONNECTION_REFUSED, true, 3, List.of("s\"1", "s2"), true);
		this.store.open();
		this.store.commit(puts(0, 3, full));
		assertThat(reopen().instances()).containsExactly(full);
	}

	@Test
	void lastStateOfEachInstanceIsKept() {
		this.store.open();
		this.store.commit(puts(0, 2, instance("a", 1), instance("b", 2)));
		this.store.commit(puts(2, 3, instance("a", 3)));
		this.store.commit(batch(3, 4, false, List.of(), List.of(key("b")), List.of(), List.of()));
		assertThat(reopen().instances()).containsExactly(instance("a", 3));
	}

	@Test
	void removalOfWhatIsNotThereDoesNothing() {
		this.store.open();
		this.store.commit(batch(0, 1, false, List.of(), List.of(key("a")), List.of(), List.of(SERVICE)));
		assertThat(reopen().instances()).isEmpty();
	}

	@Test
	void servicesAreKeptUntilForgotten() {
		StoredService filled = new StoredService(SERVICE, null);
		StoredService empty = new StoredService(new ServiceKey("test", "user-service"),
				Instant.parse("2026-01-01T00:00:00.123456Z"));
		this.store.open();
		this.store.commit(batch(0, 1, false, List.of(), List.of(), List.of(filled, empty), List.of()));
		assertThat(reopen().services()).containsExactlyInAnyOrder(filled, empty);
		this.store.commit(batch(1, 2, false, List.of(), List.of(), List.of(), List.of(SERVICE)));
		assertThat(reopen().services()).containsExactly(empty);
	}

	@Test
	void overridesAreKeptUntilCleared() {
		Overrides full = new Overrides(7, false, Map.of("key", "value \"quoted\"\n"), "alice", "why \"not\"",
				Instant.parse("2026-01-01T00:00:00.123456Z"));
		Overrides one = new Overrides(null, true, Map.of(), "bob", "because", Instant.EPOCH);
		StoredOverrides listed = new StoredOverrides(new InstanceKey(new ServiceKey("test", "movie-service"), "a/b\"c"),
				full, null);
		StoredOverrides unlisted = new StoredOverrides(key("b"), one, Instant.parse("2026-01-02T00:00:00.123456Z"));
		this.store.open();
		this.store.commit(overrides(List.of(listed, unlisted), List.of()));
		assertThat(reopen().overrides()).containsExactlyInAnyOrder(listed, unlisted);
		this.store.commit(overrides(List.of(unlisted.unlistedSince(null)), List.of(listed.key())));
		assertThat(reopen().overrides()).containsExactly(unlisted.unlistedSince(null));
		this.store.commit(overrides(List.of(), List.of(listed.key(), unlisted.key())));
		assertThat(reopen().overrides()).isEmpty();
	}

	@Test
	void auditEntriesComeBackInOrderFromTheFirstThatIsKept() {
		AuditEntry full = new AuditEntry(1, Instant.parse("2026-01-01T00:00:00.123456Z"), "alice", "why \"not\"",
				AuditEntry.Action.CLEAR_OVERRIDES, SERVICE, "a/b", "weight 1", "no overrides",
				new Effect.Overridden(new FromTo<>(1, null), new FromTo<>(null, false),
						Map.of("a", new FromTo<>("x", "y"), "b", new FromTo<>(null, "z"), "c", new FromTo<>("", null))),
				null);
		AuditEntry bare = new AuditEntry(2, Instant.EPOCH, "bob", "because", AuditEntry.Action.RELEASE_GUARD, null,
				null, "", "released", null, null);
		AuditEntry drain = new AuditEntry(3, Instant.EPOCH, "bob", "because", AuditEntry.Action.DRAIN, SERVICE, null,
				"", "1 of 3 draining", new Effect.Drained(true, 17, List.of("a", "b/c"), false), 1L);
		this.store.open();
		this.store.commit(entries(List.of(full), 1));
		this.store.commit(entries(List.of(bare, drain), 1));
		assertThat(reopen().entries()).containsExactly(full, bare, drain);
		List<AuditEntry> more = LongStream.rangeClosed(4, 12).mapToObj((number) -> entry(number)).toList();
		this.store.commit(entries(more, 2));
		assertThat(reopen().entries()).startsWith(bare).endsWith(entry(12)).hasSize(11);
		this.store.commit(entries(List.of(entry(13)), 9));
		assertThat(reopen().entries()).extracting(AuditEntry::number).containsExactly(9L, 10L, 11L, 12L, 13L);
	}

	@Test
	void whatNeedsNoRevisionIsStoredWithoutOne() {
		this.store.open();
		this.store.commit(puts(0, 5, instance("a", 5)));
		this.store.commit(puts(5, 5, instance("a", 5).withReached(true)));
		StoredState state = reopen();
		assertThat(state.revision()).isEqualTo(5);
		assertThat(state.instances()).containsExactly(instance("a", 5).withReached(true));
	}

	@Test
	void epochAndRevisionGoOnAfterClose() {
		StoredState first = this.store.open();
		this.store.commit(puts(0, 5, instance("a", 5)));
		StoredState second = reopen();
		assertThat(second.epoch()).isEqualTo(first.epoch());
		assertThat(second.revision()).isEqualTo(5);
		this.store.commit(puts(5, 6, instance("a", 6)));
		assertThat(reopen().revision()).isEqualTo(6);
	}

	@Test
	void closeWithoutCommitKeepsTheRevision() {
		this.store.open();
		this.store.commit(puts(0, 5, instance("a", 5)));
		reopen();
		assertThat(reopen().revision()).isEqualTo(5);
	}

	@Test
	void completenessIsKept() {
		this.store.open();
		this.store.commit(batch(0, 0, true, List.of(), List.of(), List.of(), List.of()));
		assertThat(reopen().complete()).isTrue();
		this.store.commit(puts(0, 1, instance("a", 1)));
		assertThat(reopen().complete()).isFalse();
	}

	@Test
	void batchOnAnotherRevisionIsRefusedAndChangesNothing() {
		this.store.open();
		this.store.commit(puts(0, 5, instance("a", 5)));
		assertThatExceptionOfType(StoreException.class)
			.isThrownBy(() -> this.store.commit(puts(4, 6, instance("b", 6))))
			.withMessageContaining("builds on revision 4")
			.withMessageContaining("at revision 5");
		this.store.commit(puts(5, 6, instance("c", 6)));
		assertThat(reopen().instances()).containsExactlyInAnyOrder(instance("a", 5), instance("c", 6));
	}

	@Test
	void openTwiceIsRefused() {
		this.store.open();
		assertThatExceptionOfType(StoreOpenException.class).isThrownBy(this.store::open)
			.withMessageContaining("open already");
		this.store.commit(puts(0, 1, instance("a", 1)));
	}

	@Test
	void commitOnClosedStoreIsRefused() {
		assertThatExceptionOfType(StoreException.class).isThrownBy(() -> this.store.commit(puts(0, 1)))
			.withMessageContaining("not open");
		this.store.open();
		this.store.close();
		this.store.close();
		assertThatExceptionOfType(StoreException.class).isThrownBy(() -> this.store.commit(puts(0, 1)));
	}

	private StoredState reopen() {
		this.store.close();
		return this.store.open();
	}

	static InstanceKey key(String id) {
		return new InstanceKey(SERVICE, id);
	}

	static StoredInstance instance(String id, long incarnation) {
		InstanceContent content = InstanceContent.builder(SERVICE.name()).id(id).address("10.0.0.1").port(8080).build();
		return new StoredInstance(content, Health.HEALTHY, null, false, incarnation, List.of("start-" + incarnation),
				false);
	}

	static AuditEntry entry(long number) {
		return new AuditEntry(number, Instant.ofEpochMilli(number), "alice", "because", AuditEntry.Action.REMOVE,
				SERVICE, "a", "", "not listed", null, null);
	}

	static StoreBatch overrides(List<StoredOverrides> overrides, List<InstanceKey> cleared) {
		return new StoreBatch(0, 0, false, List.of(), List.of(), List.of(), List.of(), overrides, cleared, List.of(),
				1);
	}

	static StoreBatch entries(List<AuditEntry> entries, long first) {
		return new StoreBatch(0, 0, false, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), entries,
				first);
	}

	static StoreBatch puts(long base, long revision, StoredInstance... puts) {
		return batch(base, revision, false, List.of(puts), List.of(), List.of(), List.of());
	}

	static StoreBatch batch(long base, long revision, boolean complete, List<StoredInstance> puts,
			List<InstanceKey> removals, List<StoredService> services, List<ServiceKey> forgotten) {
		return new StoreBatch(base, revision, complete, puts, removals, services, forgotten, List.of(), List.of(),
				List.of(), 1);
	}

}
