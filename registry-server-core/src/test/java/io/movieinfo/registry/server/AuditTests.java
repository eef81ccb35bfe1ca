package io.movieinfo.registry.server;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.OverridesPatch.Setting;
import io.movieinfo.registry.server.audit.AuditEntry;
import io.movieinfo.registry.server.audit.AuditQuery;
import io.movieinfo.registry.server.audit.AuditEntry.Action;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is removed by operators, and that all they do is on record.
 */
class AuditTests {

	private static final Actor ALICE = new Actor("alice", "because");

	private static final Actor BOB = new Actor("bob", "why not");

	private RegistryFixture fixture = RegistryFixture.settled();

	@Test
	void nothingIsThereBeforeAnybodyDidAnything() {
		this.fixture.register("a", "s1");
		this.fixture.deregister("a", "s1");
		assertThat(audit(null, null)).isEmpty();
	}

	@Test
	void everythingIsThereWithWhoAndWhyNewestFirst() {
		this.fixture.register("a", "s1");
		weight("a", 10, ALICE);
		this.fixture.time.advance(Duration.ofSeconds(2));
		weight("a", 20, BOB);
		clear("a", ALICE);
		this.fixture.time.advance(Duration.ofSeconds(20));
		remove("a", BOB);
		List<AuditEntry> entries = audit(null, null);
		assertThat(entries).extracting(AuditEntry::number).containsExactly(4L, 3L, 2L, 1L);
		assertThat(entries).extracting(AuditEntry::action)
			.containsExactly(Action.REMOVE, Action.CLEAR_OVERRIDES, Action.OVERRIDE, Action.OVERRIDE);
		assertThat(entries).extracting(AuditEntry::by).containsExactly("bob", "alice", "bob", "alice");
		assertThat(entries).extracting(AuditEntry::reason).containsExactly("why not", "because", "why not", "because");
		assertThat(entries).extracting(AuditEntry::before)
			.containsExactly("unhealthy (lease)", "weight 20", "weight 10", "no overrides");
		assertThat(entries).extracting(AuditEntry::after)
			.containsExactly("not listed", "no overrides", "weight 20", "weight 10");
		assertThat(entries).allSatisfy((entry) -> {
			assertThat(entry.service()).isEqualTo(RegistryFixture.MOVIES);
			assertThat(entry.instance()).isEqualTo("a");
		});
		assertThat(entries.get(0).at()).isEqualTo(this.fixture.time.instant().truncatedTo(ChronoUnit.MILLIS));
		assertThat(Duration.between(entries.get(2).at(), entries.get(0).at())).isEqualTo(Duration.ofSeconds(20));
	}

	@Test
	void entriesAreFoundByServiceAndInstance() {
		ServiceKey users = RegistryFixture.USERS;
		this.fixture.register("a", "s1");
		this.fixture.register("b", "s1");
		this.fixture.await(this.fixture.registry.register(RegistryFixture.content(users, "a"), "s1", null, null));
		weight("a", 10, ALICE);
		weight("b", 10, ALICE);
		var unused = this.fixture.await(this.fixture.registry.operations()
			.override(RegistryFixture.content(users, "a").key(), patch(10), ALICE));
		assertThat(audit(RegistryFixture.MOVIES, null)).extracting(AuditEntry::number).containsExactly(2L, 1L);
		assertThat(audit(RegistryFixture.MOVIES, "a")).extracting(AuditEntry::number).containsExactly(1L);
		assertThat(audit(users, null)).extracting(AuditEntry::number).containsExactly(3L);
		assertThat(audit(null, "a")).extracting(AuditEntry::number).containsExactly(3L, 1L);
		assertThat(audit(users, "b")).isEmpty();
	}

	@Test
	void entriesAreReadPageByPage() {
		this.fixture.register("a", "s1");
		for (int i = 1; i <= 5; i++) {
			weight("a", i, ALICE);
		}
		assertThat(audit(Long.MAX_VALUE, 2)).extracting(AuditEntry::number).containsExactly(5L, 4L);
		assertThat(audit(4, 2)).extracting(AuditEntry::number).containsExactly(3L, 2L);
		assertThat(audit(2, 2)).extracting(AuditEntry::number).containsExactly(1L);
		assertThat(audit(1, 2)).isEmpty();
		assertThat(audit(Long.MAX_VALUE, 0)).isEmpty();
	}

	@Test
	void newestTenThousandAreKeptAcrossRestarts() {
		this.fixture.register("a", "s1");
		for (int i = 0; i < AuditLog.KEPT + 5; i++) {
			var unused = this.fixture.registry.operations().override(RegistryFixture.key("a"), patch(1 + i % 2), ALICE);
		}
		this.fixture.time.run();
		List<AuditEntry> entries = audit(null, null);
		assertThat(entries).hasSize(10_000);
		assertThat(entries.get(0).number()).isEqualTo(10_005);
		assertThat(entries.get(9_999).number()).isEqualTo(6);
		this.fixture = this.fixture.restart();
		assertThat(audit(null, null)).isEqualTo(entries);
		weight("a", 7, BOB);
		assertThat(audit(Long.MAX_VALUE, 1)).extracting(AuditEntry::number).containsExactly(10_006L);
	}

	@Test
	void whatWasRefusedOrNotStoredIsNotOnRecord() {
		this.fixture.register("a", "s1");
		this.fixture.failure(this.fixture.registry.operations().remove(RegistryFixture.key("a"), ALICE));
		this.fixture.failure(this.fixture.registry.operations().remove(RegistryFixture.key("b"), ALICE));
		this.fixture.failure(this.fixture.registry.operations().override(RegistryFixture.key("b"), patch(1), ALICE));
		clear("a", ALICE);
		this.fixture.store.failing = true;
		assertThat(this.fixture
			.failure(this.fixture.registry.operations().override(RegistryFixture.key("a"), patch(1), ALICE)))
			.isInstanceOf(StoreUnavailableException.class);
		assertThat(audit(null, null)).isEmpty();
		this.fixture.store.failing = false;
		weight("a", 7, BOB);
		assertThat(audit(null, null)).extracting(AuditEntry::number).containsExactly(1L);
	}

	@Test
	void longAndMultilineOverridesStayOneShortLine() {
		this.fixture.register("a", "s1");
		var unused = this.fixture.await(this.fixture.registry.operations()
			.override(RegistryFixture.key("a"), new OverridesPatch(Setting.unchanged(), Setting.to(false),
					Map.of("k", "one\ntwo " + "x".repeat(1000))), ALICE));
		assertThat(audit(null, null).get(0).after()).startsWith("disabled, meta.k=one two xxx")
			.endsWith("…")
			.hasSizeLessThan(200);
	}

	@Test
	void removeIsForTheDeadOnly() {
		this.fixture.register("a", "s1", Health.UNHEALTHY, null);
		assertThat(this.fixture.failure(this.fixture.registry.operations().remove(RegistryFixture.key("a"), ALICE)))
			.isInstanceOf(StillAliveException.class);
		assertThat(this.fixture.failure(this.fixture.registry.operations().remove(RegistryFixture.key("b"), ALICE)))
			.isInstanceOf(InstanceUnknownException.class);
		RecordingWatcher watcher = this.fixture.watch();
		this.fixture.time.advance(Duration.ofSeconds(10));
		remove("a", ALICE);
		assertThat(this.fixture.find("a")).isNull();
		assertThat(watcher.view).isEmpty();
		assertThat(this.fixture.register("a", "s1").created()).isTrue();
	}

	@Test
	void whoHasJustBeatenIsNotRemoved() {
		this.fixture.register("a", "s1");
		this.fixture.time.advance(Duration.ofSeconds(10));
		var unused = this.fixture.registry.heartbeat(RegistryFixture.key("a"), "s1", null, null);
		assertThat(this.fixture.failure(this.fixture.registry.operations().remove(RegistryFixture.key("a"), ALICE)))
			.isInstanceOf(StillAliveException.class);
		assertThat(this.fixture.get("a").routable()).isTrue();
	}

	private void weight(String id, int weight, Actor actor) {
		var unused = this.fixture
			.await(this.fixture.registry.operations().override(RegistryFixture.key(id), patch(weight), actor));
	}

	private void clear(String id, Actor actor) {
		var unused = this.fixture
			.await(this.fixture.registry.operations().clearOverrides(RegistryFixture.key(id), actor));
	}

	private void remove(String id, Actor actor) {
		var unused = this.fixture.await(this.fixture.registry.operations().remove(RegistryFixture.key(id), actor));
	}

	private List<AuditEntry> audit(@Nullable ServiceKey service, @Nullable String instance) {
		return this.fixture.await(this.fixture.registry.operations()
			.audit(new AuditQuery(service, instance, Long.MAX_VALUE, null, null), Integer.MAX_VALUE));
	}

	private List<AuditEntry> audit(long before, int max) {
		return this.fixture
			.await(this.fixture.registry.operations().audit(new AuditQuery(null, null, before, null, null), max));
	}

	private static OverridesPatch patch(int weight) {
		return new OverridesPatch(Setting.to(weight), Setting.unchanged(), Map.of());
	}

}
