package io.movieinfo.registry.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.Problem;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the registry does before, with and without its store.
 */
class StoringTests {

	private final RegistryFixture fixture = RegistryFixture.settled();

	@Test
	void nothingIsVisibleOrAnsweredBeforeTheCommit() {
		RecordingWatcher watcher = this.fixture.watch();
		List<CompletionStage<Registered>> answers = new ArrayList<>();
		List<Boolean> early = new ArrayList<>();
		this.fixture.store.beforeCommit = (batch) -> {
			early.add(answers.stream().anyMatch((answer) -> answer.toCompletableFuture().isDone()));
			early.add(this.fixture.find("a") != null);
			early.add(watcher.view.containsKey("a"));
		};
		answers.add(
				this.fixture.registry.register(RegistryFixture.content(RegistryFixture.MOVIES, "a"), "s1", null, null));
		this.fixture.time.run();
		assertThat(early).containsExactly(false, false, false);
		assertThat(this.fixture.await(answers.get(0)).created()).isTrue();
		assertThat(watcher.view).containsKey("a");
	}

	@Test
	void commandsThatQueueUpAreCommittedTogether() {
		int commits = this.fixture.store.commits;
		for (int i = 0; i < 50; i++) {
			var unused = this.fixture.registry.register(RegistryFixture.content(RegistryFixture.MOVIES, "i" + i), "s1",
					null, null);
		}
		this.fixture.time.run();
		assertThat(this.fixture.registry.snapshot(RegistryFixture.MOVIES).instances()).hasSize(50);
		assertThat(this.fixture.store.commits).isEqualTo(commits + 1);
	}

	@Test
	void failedCommitChangesNothingAndIsAnswered() {
		Registered before = this.fixture.register("a", "s1");
		RecordingWatcher watcher = this.fixture.watch();
		this.fixture.store.failing = true;
		Throwable failure = this.fixture.failure(
				this.fixture.registry.register(RegistryFixture.content(RegistryFixture.MOVIES, "b"), "s1", null, null));
		assertThat(failure).isInstanceOfSatisfying(StoreUnavailableException.class,
				(ex) -> assertThat(ex.toProblem().code()).isEqualTo(Problem.UNAVAILABLE));
		assertThat(this.fixture.failure(this.fixture.registry.deregister(RegistryFixture.key("a"), "s1")))
			.isInstanceOf(StoreUnavailableException.class);
		assertThat(this.fixture.registry.snapshot(RegistryFixture.MOVIES).instances()).extracting("id")
			.containsExactly("a");
		this.fixture.store.failing = false;
		Registered after = this.fixture.register("b", "s1");
		assertThat(after.created()).isTrue();
		assertThat(after.incarnation()).isEqualTo(before.incarnation() + 1);
		assertThat(watcher.view).containsOnlyKeys("a", "b");
		assertThat(this.fixture.restart().registry.snapshot(RegistryFixture.MOVIES).instances()).hasSize(2);
	}

	@Test
	void heartbeatsGoOnWithoutTheStore() {
		this.fixture.register("a", "s1");
		this.fixture.store.failing = true;
		this.fixture.beat("a", "s1", Duration.ofMinutes(1));
		assertThat(this.fixture.get("a").routable()).isTrue();
	}

	@Test
	void heartbeatInTheBatchOfAFailedChangeIsStillAnswered() {
		Registered registered = this.fixture.register("a", "s1");
		this.fixture.store.failing = true;
		CompletionStage<Cursor> heartbeat = this.fixture.registry.heartbeat(RegistryFixture.key("a"), "s1", null, null);
		CompletionStage<Registered> takeover = this.fixture.registry
			.register(RegistryFixture.content(RegistryFixture.MOVIES, "a"), "s2", null, null);
		CompletionStage<Cursor> late = this.fixture.registry.heartbeat(RegistryFixture.key("a"), "s1", null, null);
		assertThat(this.fixture.failure(takeover)).isInstanceOf(StoreUnavailableException.class);
		assertThat(this.fixture.await(heartbeat)).isEqualTo(registered.cursor());
		assertThat(this.fixture.await(late)).as("not superseded by what was undone").isEqualTo(registered.cursor());
	}

	@Test
	void heartbeatThatFailsToStoreItsHealthIsASignOfLife() {
		this.fixture.register("a", "s1");
		this.fixture.store.failing = true;
		for (int i = 0; i < 5; i++) {
			this.fixture.time.advance(Duration.ofSeconds(3));
			this.fixture.failure(
					this.fixture.registry.heartbeat(RegistryFixture.key("a"), "s1", Health.UNHEALTHY, Cause.REPORTED));
		}
		this.fixture.store.failing = false;
		this.fixture.time.advance(Duration.ofSeconds(3));
		assertThat(this.fixture.get("a").routable()).isTrue();
	}

	@Test
	void drainOfAnotherThatCannotBeStoredIsNoSignOfLife() {
		this.fixture.register("a", "s1");
		this.fixture.time.advance(Duration.ofSeconds(12));
		this.fixture.store.failing = true;
		assertThat(this.fixture.failure(this.fixture.registry.drain(RegistryFixture.key("a"), null, Duration.ZERO,
				Holder.request("someone", "10.0.0.2"))))
			.isInstanceOf(StoreUnavailableException.class);
		assertThat(this.fixture.await(this.fixture.registry.operations().details(RegistryFixture.MOVIES)))
			.singleElement()
			.satisfies((details) -> assertThat(details.lease()).isEqualTo(InstanceDetails.LeaseState.OVER));
	}

	@Test
	void expiryThatCannotBeStoredIsTriedAgain() {
		this.fixture.register("a", "s1");
		this.fixture.store.failing = true;
		this.fixture.time.advance(Duration.ofSeconds(20));
		assertThat(this.fixture.get("a").routable()).isTrue();
		this.fixture.store.failing = false;
		this.fixture.time.advance(Duration.ofMillis(200));
		assertThat(this.fixture.get("a").cause()).isEqualTo(Cause.LEASE);
		this.fixture.store.failing = true;
		this.fixture.time.advance(Duration.ofMinutes(6));
		assertThat(this.fixture.get("a").cause()).isEqualTo(Cause.LEASE);
		this.fixture.store.failing = false;
		this.fixture.time.advance(Duration.ofMillis(200));
		assertThat(this.fixture.find("a")).isNull();
	}

	@Test
	void registryWithoutStoredStateIsIncompleteUntilItsHoldEndIsStored() {
		RegistryFixture fresh = new RegistryFixture();
		RecordingWatcher watcher = fresh.watch();
		assertThat(watcher.complete).isFalse();
		assertThat(fresh.registry.snapshot(RegistryFixture.MOVIES).complete()).isFalse();
		assertThat(fresh.registry.services("default").complete()).isFalse();
		fresh.store.failing = true;
		fresh.time.advance(Duration.ofSeconds(40));
		assertThat(fresh.registry.snapshot(RegistryFixture.MOVIES).complete()).isFalse();
		fresh.store.failing = false;
		fresh.time.advance(Duration.ofMillis(200));
		assertThat(fresh.registry.snapshot(RegistryFixture.MOVIES).complete()).isTrue();
		assertThat(watcher.complete).isTrue();
		assertThat(fresh.restart().registry.snapshot(RegistryFixture.MOVIES).complete()).isTrue();
	}

	@Test
	void registryThatStoppedWithinItsFirstHoldIsStillIncomplete() {
		RegistryFixture fresh = new RegistryFixture();
		fresh.register("a", "s1");
		fresh.time.advance(Duration.ofSeconds(10));
		RegistryFixture restarted = fresh.restart();
		assertThat(restarted.registry.snapshot(RegistryFixture.MOVIES).complete()).isFalse();
		assertThat(restarted.find("a")).isNotNull();
	}

	@Test
	void restartGoesOnWithInstancesEpochAndRevisions() {
		Registered before = this.fixture.register("a", "s1", Health.UNHEALTHY, Cause.NOT_READY);
		RegistryFixture restarted = this.fixture.restart();
		assertThat(restarted.registry.epoch()).isEqualTo(before.cursor().epoch());
		ServiceListing listing = restarted.registry.snapshot(RegistryFixture.MOVIES);
		assertThat(listing.complete()).isTrue();
		assertThat(listing.instances()).containsExactly(restarted.get("a"));
		assertThat(restarted.get("a").cause()).isEqualTo(Cause.NOT_READY);
		assertThat(restarted.register("b", "s1").incarnation()).isGreaterThan(before.incarnation());
	}

	@Test
	void closedRegistryAnswersAndRefuses() {
		this.fixture.register("a", "s1");
		CompletionStage<Registered> accepted = this.fixture.registry
			.register(RegistryFixture.content(RegistryFixture.MOVIES, "b"), "s1", null, null);
		this.fixture.registry.close();
		this.fixture.registry.close();
		assertThat(accepted.toCompletableFuture().join().created()).isTrue();
		assertThat(this.fixture.failure(this.fixture.registry.heartbeat(RegistryFixture.key("a"), "s1", null, null)))
			.isInstanceOf(StoreUnavailableException.class);
		assertThat(this.fixture.registry.snapshot(RegistryFixture.MOVIES).instances()).hasSize(2);
	}

}
