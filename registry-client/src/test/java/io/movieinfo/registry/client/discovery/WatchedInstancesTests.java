package io.movieinfo.registry.client.discovery;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;

import io.movieinfo.registry.client.discovery.ServiceSnapshot.Source;
import io.movieinfo.registry.client.discovery.ServiceSnapshot.Status;
import io.movieinfo.registry.client.discovery.WatchedInstances.Verdict;
import io.movieinfo.registry.client.discovery.cache.KeptList;
import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.ServerMessage;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WatchedInstancesTests {

	private static final ServiceKey KEY = new ServiceKey("default", "movie-service");

	private static final Instant NOW = Instant.parse("2026-11-22T20:00:00Z");

	private final WatchedInstances watched = new WatchedInstances(KEY, Clock.fixed(NOW, ZoneOffset.UTC));

	@Test
	void nothingIsKnownAtFirst() {
		assertThat(this.watched.toSnapshot()).isEqualTo(ServiceSnapshot.unreachable(KEY));
		assertThat(this.watched.resumeFrom()).isNull();
	}

	@Test
	void partsAreAppliedTogether() {
		assertThat(this.watched.apply(part("a.5", false, 1))).isEqualTo(Verdict.UNFINISHED);
		assertThat(this.watched.toSnapshot().cursor()).isNull();
		assertThat(this.watched.apply(part("a.5", true, 2))).isEqualTo(Verdict.APPLIED);
		assertListed(1, 2);
	}

	@Test
	void unfinishedPartsOfAnEarlierSnapshotAreForgotten() {
		this.watched.apply(part("a.5", false, 1));
		this.watched.apply(part("a.6", true, 2));
		assertListed(2);
		this.watched.apply(part("a.7", false, 3));
		this.watched.watchEnded();
		this.watched.apply(part("a.7", true, 4));
		assertListed(4);
	}

	@Test
	void deltaAppliesOnlyToItsBase() {
		this.watched.apply(snapshot("a.5", true, true, 1, 2));
		assertThat(this.watched.apply(delta(4, "a.6", "", 3))).isEqualTo(Verdict.GAP);
		assertThat(this.watched.apply(delta(5, "b.6", "", 3))).isEqualTo(Verdict.GAP);
		assertThat(this.watched.apply(delta(5, "a.4", "", 3))).isEqualTo(Verdict.GAP);
		assertListed(1, 2);
		assertThat(this.watched.apply(delta(5, "a.8", "movie-1", 3))).isEqualTo(Verdict.APPLIED);
		assertListed(2, 3);
		assertThat(this.watched.apply(delta(5, "a.9", "", 4))).isEqualTo(Verdict.GAP);
		assertThat(this.watched.resumeFrom()).isEqualTo(Cursor.parse("cursor", "a.8"));
	}

	@Test
	void deltaBeforeAnySnapshotIsAGap() {
		assertThat(this.watched.apply(delta(0, "a.1", "", 1))).isEqualTo(Verdict.GAP);
	}

	@Test
	void incompleteSnapshotOnlyAdds() {
		this.watched.apply(snapshot("a.5", true, true, 1, 2));
		this.watched.apply(snapshot("b.1", false, false));
		assertListed(1, 2);
		assertThat(this.watched.toSnapshot().complete()).isFalse();
		assertThat(this.watched.toSnapshot().status()).isEqualTo(Status.LISTED);
		assertThat(this.watched.resumeFrom()).isNull();
		this.watched.apply(delta(1, "b.2", "", 3));
		assertListed(1, 2, 3);
		this.watched.apply(delta(2, "b.3", "movie-1"));
		assertListed(2, 3);
		this.watched.apply(snapshot("b.3", true, true, 3));
		assertListed(3);
	}

	@Test
	void completeSnapshotEmptiesExplicitly() {
		this.watched.apply(snapshot("a.5", true, true, 1));
		this.watched.apply(snapshot("a.6", true, true));
		assertListed();
		assertThat(this.watched.toSnapshot().status()).isEqualTo(Status.LISTED);
		this.watched.apply(snapshot("a.7", true, false));
		assertThat(this.watched.toSnapshot().status()).isEqualTo(Status.UNKNOWN);
		this.watched.apply(delta(7, "a.8", "", 1));
		assertThat(this.watched.toSnapshot().status()).isEqualTo(Status.LISTED);
	}

	@Test
	void olderSnapshotOfTheSameEpochIsLeftAside() {
		this.watched.apply(snapshot("a.5", true, true, 1));
		assertThat(this.watched.apply(snapshot("a.4", true, true))).isEqualTo(Verdict.OLDER);
		assertListed(1);
		assertThat(this.watched.apply(snapshot("b.1", true, true, 2))).isEqualTo(Verdict.APPLIED);
		assertListed(2);
	}

	@Test
	void keptListIsAllThatIsKnownUntilTheRegistrySaysMore() {
		assertThat(this.watched.add(kept(1, 2))).isTrue();
		assertListed(1, 2);
		assertThat(this.watched.toSnapshot()).satisfies((snapshot) -> {
			assertThat(snapshot.source()).isEqualTo(Source.DISK);
			assertThat(snapshot.asOf()).isEqualTo(Instant.EPOCH);
			assertThat(snapshot.complete()).isFalse();
		});
		assertThat(this.watched.resumeFrom()).isNull();
		assertThat(this.watched.answered()).isFalse();
	}

	@Test
	void incompleteSnapshotAddsToTheKeptListAndACompleteOneReplacesIt() {
		this.watched.add(kept(1, 2));
		this.watched.apply(snapshot("b.1", false, true, 3));
		assertListed(1, 2, 3);
		assertThat(this.watched.toSnapshot()).satisfies((snapshot) -> {
			assertThat(snapshot.source()).isEqualTo(Source.REGISTRY);
			assertThat(snapshot.asOf()).isEqualTo(NOW);
		});
		assertThat(this.watched.resumeFrom()).isNull();
		this.watched.apply(snapshot("b.1", true, true, 3));
		assertListed(3);
	}

	@Test
	void keptListThatComesLateBringsNothingBackThatTheRegistryHasRemovedOrReplaced() {
		this.watched.apply(snapshot("b.1", false, true, 3));
		this.watched.apply(delta(1, "b.2", "movie-2"));
		assertThat(this.watched.add(kept(1, 2, 3))).isTrue();
		assertListed(1, 3);
		assertThat(this.watched.toSnapshot().asOf()).isEqualTo(NOW);
		assertThat(this.watched.toSnapshot().allInstances().get(1).incarnation()).isEqualTo(1);
	}

	@Test
	void keptListAfterACompleteSnapshotIsTooLate() {
		this.watched.apply(snapshot("a.5", true, true, 1));
		this.watched.apply(snapshot("b.1", false, true));
		assertThat(this.watched.add(kept(2))).isFalse();
		assertListed(1);
	}

	@Test
	void keptListWithoutInstancesSaysNothing() {
		assertThat(this.watched.add(kept())).isFalse();
		assertThat(this.watched.toSnapshot()).isEqualTo(ServiceSnapshot.unreachable(KEY));
	}

	private static KeptList kept(int... numbers) {
		return new KeptList(KEY, Cursor.parse("cursor", "a.99"), Instant.EPOCH,
				instances(numbers).stream()
					.map((instance) -> new ServiceInstance(instance.content(), Health.HEALTHY, null, false, 0))
					.toList());
	}

	private void assertListed(int... numbers) {
		assertThat(this.watched.toSnapshot().allInstances().stream().map(ServiceInstance::id))
			.isEqualTo(Arrays.stream(numbers).mapToObj((number) -> "movie-" + number).toList());
	}

	private static ServerMessage.Snapshot part(String cursor, boolean last, int... numbers) {
		return new ServerMessage.Snapshot(1, KEY, Cursor.parse("cursor", cursor), true, true, last, instances(numbers));
	}

	private static ServerMessage.Snapshot snapshot(String cursor, boolean complete, boolean known, int... numbers) {
		return new ServerMessage.Snapshot(1, KEY, Cursor.parse("cursor", cursor), complete, known, true,
				instances(numbers));
	}

	private static ServerMessage.Delta delta(long base, String cursor, String removed, int... numbers) {
		return new ServerMessage.Delta(1, KEY, base, Cursor.parse("cursor", cursor), instances(numbers),
				removed.isEmpty() ? List.of() : List.of(removed));
	}

	private static List<ServiceInstance> instances(int... numbers) {
		return Arrays.stream(numbers)
			.mapToObj((number) -> new ServiceInstance(
					InstanceContent.builder(KEY.name()).id("movie-" + number).address("10.0.0.1").port(80).build(),
					Health.HEALTHY, null, false, 1))
			.toList();
	}

}
