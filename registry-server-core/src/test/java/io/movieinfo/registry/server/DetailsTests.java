package io.movieinfo.registry.server;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.server.OverridesPatch.Setting;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What operators are told of instances beyond what everybody sees.
 */
class DetailsTests {

	private final RegistryFixture fixture = RegistryFixture.settled();

	@Test
	void unknownServiceHasNone() {
		assertThat(all(this.fixture)).isEmpty();
	}

	@Test
	void oneInstanceIsToldLikeAmongAll() {
		this.fixture.register("a", "s1");
		this.fixture.register("b", "s1");
		Operations operations = this.fixture.registry.operations();
		assertThat(this.fixture.await(operations.details(RegistryFixture.key("b"))))
			.isEqualTo(all(this.fixture).get(1));
		assertThat(this.fixture.failure(operations.details(RegistryFixture.key("c"))))
			.isInstanceOf(InstanceUnknownException.class);
	}

	@Test
	void instancesComeInOrderOfIds() {
		for (String id : new String[] { "c", "a", "b" }) {
			this.fixture.register(id, "s1");
		}
		assertThat(all(this.fixture)).extracting((details) -> details.instance().id()).containsExactly("a", "b", "c");
		assertThat(all(this.fixture)).extracting(InstanceDetails::instance)
			.isEqualTo(this.fixture.registry.snapshot(RegistryFixture.MOVIES).instances());
	}

	@Test
	void whatTheApplicationSaysIsThereBesideWhatIsSeen() {
		this.fixture.register("a", "s1");
		this.fixture.register("a", "s2");
		var unused = this.fixture.await(this.fixture.registry.operations()
			.override(RegistryFixture.key("a"), new OverridesPatch(Setting.to(10), Setting.unchanged(), Map.of()),
					new Actor("alice", "because")));
		InstanceDetails details = only(this.fixture);
		assertThat(details.instance()).isEqualTo(this.fixture.get("a"));
		assertThat(details.instance().weight()).isEqualTo(10);
		assertThat(details.registered()).isEqualTo(content());
		assertThat(details.overrides()).isNotNull()
			.satisfies((overrides) -> assertThat(overrides.weight()).isEqualTo(10));
		assertThat(details.startId()).isEqualTo("s2");
	}

	@Test
	void holderIsWhoeverGaveTheLastSignOfLife() {
		Holder session = Holder.session("movie-service", "p1", "10.0.0.1:5000");
		Holder request = Holder.request("curl", "10.0.0.9");
		Registry registry = this.fixture.registry;
		this.fixture.await(registry.register(content(), "s1", null, null, session));
		assertThat(only(this.fixture).holder()).isSameAs(session);
		this.fixture.await(registry.heartbeat(RegistryFixture.key("a"), "s1", null, null, request));
		assertThat(only(this.fixture).holder()).isSameAs(request);
		this.fixture.await(registry.update(content().toBuilder().weight(7).build(), "s1", session));
		assertThat(only(this.fixture).holder()).isSameAs(session);
		this.fixture.failure(registry.heartbeat(RegistryFixture.key("a"), "other", null, null, request));
		assertThat(only(this.fixture).holder()).as("a refused one is no sign of life").isSameAs(session);
	}

	@Test
	void lastSeenIsTheTimeOfTheLastSignOfLife() {
		this.fixture.register("a", "s1");
		assertThat(only(this.fixture).lastSeen()).isEqualTo(this.fixture.time.instant());
		this.fixture.time.advance(Duration.ofSeconds(2));
		assertThat(only(this.fixture).lastSeen()).isEqualTo(this.fixture.time.instant().minusSeconds(2));
		this.fixture.heartbeat("a", "s1");
		assertThat(only(this.fixture).lastSeen()).isEqualTo(this.fixture.time.instant());
	}

	@Test
	void signOfLifeThatCannotBeStoredCounts() {
		this.fixture.register("a", "s1");
		this.fixture.time.advance(Duration.ofSeconds(2));
		this.fixture.store.failing = true;
		this.fixture.failure(this.fixture.registry.update(content().toBuilder().weight(7).build(), "s1"));
		assertThat(only(this.fixture).lastSeen()).isEqualTo(this.fixture.time.instant());
		assertThat(only(this.fixture).registered()).isEqualTo(content());
	}

	@Test
	void nobodyWasSeenSinceARestart() {
		this.fixture.register("a", "s1");
		RegistryFixture restarted = this.fixture.restart();
		InstanceDetails details = only(restarted);
		assertThat(details.lastSeen()).isNull();
		assertThat(details.holder()).isNull();
		assertThat(details.startId()).isEqualTo("s1");
		restarted.heartbeat("a", "s1");
		assertThat(only(restarted).lastSeen()).isEqualTo(restarted.time.instant());
		assertThat(only(restarted).holder()).isSameAs(Holder.IN_PROCESS);
	}

	@Test
	void goneAndRegisteredAgainIsSeenAnew() {
		this.fixture.register("a", "s1");
		this.fixture.deregister("a", "s1");
		assertThat(all(this.fixture)).isEmpty();
		this.fixture.time.advance(Duration.ofSeconds(5));
		this.fixture.register("a", "s1");
		assertThat(only(this.fixture).lastSeen()).isEqualTo(this.fixture.time.instant());
	}

	@Test
	void leaseIsOverOnceItHasRunOut() {
		this.fixture.register("a", "s1");
		assertThat(only(this.fixture).lease()).isEqualTo(InstanceDetails.LeaseState.ALIVE);
		this.fixture.time.advance(Duration.ofSeconds(10));
		assertThat(only(this.fixture).lease()).isEqualTo(InstanceDetails.LeaseState.OVER);
		this.fixture.heartbeat("a", "s1");
		assertThat(only(this.fixture).lease()).isEqualTo(InstanceDetails.LeaseState.ALIVE);
	}

	private static List<InstanceDetails> all(RegistryFixture fixture) {
		return fixture.await(fixture.registry.operations().details(RegistryFixture.MOVIES));
	}

	private static InstanceDetails only(RegistryFixture fixture) {
		List<InstanceDetails> all = all(fixture);
		assertThat(all).hasSize(1);
		return all.get(0);
	}

	private static InstanceContent content() {
		return RegistryFixture.content(RegistryFixture.MOVIES, "a");
	}

}
