package io.movieinfo.registry.server;

import java.time.Duration;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.server.lease.LeaseSettings;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What silence does to an instance, and what undoes it.
 */
class LeaseTests {

	private final RegistryFixture fixture = RegistryFixture.settled();

	@Test
	void heartbeatsKeepInstanceAlive() {
		this.fixture.register("a", "s1");
		this.fixture.beat("a", "s1", Duration.ofMinutes(10));
		assertThat(this.fixture.get("a").routable()).isTrue();
	}

	@Test
	void leaseLastsItsTtlAndNotLonger() {
		this.fixture.register("a", "s1");
		this.fixture.time.advance(Duration.ofMillis(8900));
		assertThat(this.fixture.get("a").health()).isEqualTo(Health.HEALTHY);
		this.fixture.time.advance(Duration.ofMillis(300));
		assertThat(this.fixture.get("a").health()).isEqualTo(Health.UNHEALTHY);
		assertThat(this.fixture.get("a").cause()).isEqualTo(Cause.LEASE);
	}

	@Test
	void silentInstanceIsRemovedAfterEvictAfter() {
		this.fixture.register("a", "s1");
		this.fixture.time.advance(Duration.ofSeconds(9 + 299));
		assertThat(this.fixture.find("a")).isNotNull();
		this.fixture.time.advance(Duration.ofSeconds(2));
		assertThat(this.fixture.find("a")).isNull();
		assertThat(this.fixture.failure(this.fixture.registry.heartbeat(RegistryFixture.key("a"), "s1", null, null)))
			.isInstanceOf(RegisterAgainException.class);
	}

	@Test
	void heartbeatBringsInstanceStraightBack() {
		Registered registered = this.fixture.register("a", "s1");
		this.fixture.time.advance(Duration.ofMinutes(2));
		assertThat(this.fixture.get("a").routable()).isFalse();
		this.fixture.heartbeat("a", "s1");
		assertThat(this.fixture.get("a").routable()).isTrue();
		assertThat(this.fixture.get("a").incarnation()).isEqualTo(registered.incarnation());
		this.fixture.time.advance(Duration.ofSeconds(8));
		assertThat(this.fixture.get("a").routable()).isTrue();
		this.fixture.time.advance(Duration.ofSeconds(2));
		assertThat(this.fixture.get("a").cause()).isEqualTo(Cause.LEASE);
		this.fixture.time.advance(Duration.ofSeconds(290));
		assertThat(this.fixture.find("a")).as("evicted counting from the second silence").isNotNull();
		this.fixture.time.advance(Duration.ofSeconds(15));
		assertThat(this.fixture.find("a")).isNull();
	}

	@Test
	void heartbeatWithIllHealthAfterTheLeaseIsNotRouted() {
		this.fixture.register("a", "s1");
		this.fixture.time.advance(Duration.ofSeconds(20));
		this.fixture.heartbeat("a", "s1", Health.UNHEALTHY, Cause.REPORTED);
		assertThat(this.fixture.get("a").cause()).isEqualTo(Cause.REPORTED);
	}

	@Test
	void registerAndUpdateRenewTheLease() {
		this.fixture.register("a", "s1");
		this.fixture.time.advance(Duration.ofSeconds(8));
		this.fixture.register("a", "s1");
		this.fixture.time.advance(Duration.ofSeconds(8));
		this.fixture.await(this.fixture.registry.update(RegistryFixture.content(RegistryFixture.MOVIES, "a"), "s1"));
		this.fixture.time.advance(Duration.ofSeconds(8));
		assertThat(this.fixture.get("a").routable()).isTrue();
	}

	@Test
	void nothingRunsOutInTheStartHold() {
		RegistryFixture fresh = new RegistryFixture();
		fresh.register("a", "s1");
		fresh.time.advance(Duration.ofMillis(29_800));
		assertThat(fresh.get("a").routable()).isTrue();
		fresh.time.advance(Duration.ofMillis(500));
		assertThat(fresh.get("a").cause()).isEqualTo(Cause.LEASE);
	}

	@Test
	void restoredInstancesHaveTheStartHoldToComeBack() {
		this.fixture.register("silent", "s1");
		this.fixture.register("alive", "s1");
		RegistryFixture restarted = this.fixture.restart();
		restarted.time.advance(Duration.ofSeconds(28));
		assertThat(restarted.get("silent").routable()).isTrue();
		restarted.heartbeat("alive", "s1");
		restarted.time.advance(Duration.ofSeconds(3));
		assertThat(restarted.get("silent").cause()).isEqualTo(Cause.LEASE);
		assertThat(restarted.get("alive").routable()).isTrue();
	}

	@Test
	void restoredInstanceIsStillIllAndIsRemovedOnlyAfterFullEvictAfter() {
		this.fixture.register("a", "s1");
		this.fixture.time.advance(Duration.ofSeconds(200));
		RegistryFixture restarted = this.fixture.restart();
		assertThat(restarted.get("a").cause()).isEqualTo(Cause.LEASE);
		int commits = restarted.store.commits;
		restarted.time.advance(Duration.ofSeconds(329));
		assertThat(restarted.find("a")).isNotNull();
		assertThat(restarted.store.commits).as("its lease runs out again, which is no change").isEqualTo(commits);
		restarted.time.advance(Duration.ofSeconds(3));
		assertThat(restarted.find("a")).isNull();
	}

	@Test
	void restoredLeaseIsNeverShorterThanTheTtl() {
		LeaseSettings slow = new LeaseSettings(Duration.ofMinutes(2), Duration.ofSeconds(30), Duration.ofMinutes(5),
				Duration.ofSeconds(30));
		this.fixture.register("a", "s1");
		this.fixture.registry.close();
		RegistryFixture restarted = new RegistryFixture(this.fixture.time, this.fixture.store, slow);
		restarted.time.advance(Duration.ofSeconds(119));
		assertThat(restarted.get("a").routable()).isTrue();
		restarted.time.advance(Duration.ofSeconds(2));
		assertThat(restarted.get("a").cause()).isEqualTo(Cause.LEASE);
	}

	@Test
	void ownStallMovesEveryDeadline() {
		this.fixture.register("a", "s1");
		this.fixture.time.advance(Duration.ofSeconds(5));
		this.fixture.time.stall(Duration.ofSeconds(60));
		this.fixture.time.run();
		assertThat(this.fixture.get("a").routable()).isTrue();
		this.fixture.time.advance(Duration.ofMillis(3500));
		assertThat(this.fixture.get("a").routable()).isTrue();
		this.fixture.time.advance(Duration.ofSeconds(1));
		assertThat(this.fixture.get("a").cause()).isEqualTo(Cause.LEASE);
	}

	@Test
	void ownStallMovesTheDeadlineOfARenewedLease() {
		this.fixture.register("a", "s1");
		this.fixture.time.advance(Duration.ofSeconds(5));
		this.fixture.heartbeat("a", "s1");
		this.fixture.time.stall(Duration.ofSeconds(60));
		this.fixture.time.run();
		this.fixture.time.advance(Duration.ofMillis(8500));
		assertThat(this.fixture.get("a").routable()).isTrue();
		this.fixture.time.advance(Duration.ofSeconds(1));
		assertThat(this.fixture.get("a").cause()).isEqualTo(Cause.LEASE);
	}

	@Test
	void ownStallMovesTheStartHold() {
		RegistryFixture fresh = new RegistryFixture();
		fresh.time.advance(Duration.ofSeconds(20));
		fresh.time.stall(Duration.ofSeconds(60));
		fresh.time.run();
		assertThat(fresh.registry.snapshot(RegistryFixture.MOVIES).complete()).isFalse();
		fresh.time.advance(Duration.ofSeconds(11));
		assertThat(fresh.registry.snapshot(RegistryFixture.MOVIES).complete()).isTrue();
	}

	@Test
	void commandsAfterAStallSeeMovedDeadlines() {
		this.fixture.register("a", "s1");
		this.fixture.register("b", "s1");
		this.fixture.time.stall(Duration.ofSeconds(60));
		this.fixture.heartbeat("b", "s1");
		this.fixture.time.advance(Duration.ofSeconds(8));
		assertThat(this.fixture.get("a").routable()).isTrue();
		assertThat(this.fixture.get("b").routable()).isTrue();
	}

	@Test
	void deregisteredInstanceIsNotMissed() {
		this.fixture.register("a", "s1");
		this.fixture.deregister("a", "s1");
		int commits = this.fixture.store.commits;
		this.fixture.time.advance(Duration.ofMinutes(10));
		assertThat(this.fixture.store.commits).isEqualTo(commits);
	}

	@Test
	void closedRegistryDecidesNothing() {
		this.fixture.register("a", "s1");
		this.fixture.registry.close();
		this.fixture.time.advance(Duration.ofMinutes(10));
		assertThat(this.fixture.get("a").routable()).isTrue();
		assertThat(this.fixture.store.closed).isTrue();
	}

}
