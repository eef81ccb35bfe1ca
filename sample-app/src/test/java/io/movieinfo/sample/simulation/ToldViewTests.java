package io.movieinfo.sample.simulation;

import java.time.Instant;
import java.util.List;

import io.movieinfo.registry.client.discovery.ServiceSnapshot;
import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.ServerMessage;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Shows that the simulation's own view notices what must not be.
 */
class ToldViewTests {

	private static final ServiceKey MOVIES = new ServiceKey("default", "movie-service");

	private final ToldView view = new ToldView();

	@Test
	void goingBackIsViolation() {
		this.view.take(snapshot(5, true, "a"));
		assertThatThrownBy(() -> this.view.take(snapshot(4, true, "a"))).isInstanceOf(Violation.class)
			.hasMessageContaining("back in time");
	}

	@Test
	void deltaOntoAnotherBaseIsViolation() {
		this.view.take(snapshot(5, true, "a"));
		ServerMessage.Delta delta = new ServerMessage.Delta(1, MOVIES, 6, cursor(7), List.of(), List.of("a"));
		assertThatThrownBy(() -> this.view.take(delta)).isInstanceOf(Violation.class).hasMessageContaining("builds on");
	}

	@Test
	void clientThatLosesAnInstanceToAnIncompleteSnapshotIsViolation() {
		this.view.take(snapshot(5, true, "a", "b"));
		this.view.take(snapshot(6, false, "a"));
		assertThat(this.view.instances()).containsOnlyKeys("a", "b");
		assertThatThrownBy(() -> this.view.check(own(6, false, "a"))).isInstanceOf(Violation.class);
		assertThatCode(() -> this.view.check(own(6, false, "a", "b"))).doesNotThrowAnyException();
	}

	@Test
	void clientAtAnotherCursorIsViolation() {
		this.view.take(snapshot(5, true, "a"));
		assertThatThrownBy(() -> this.view.check(own(4, true, "a"))).isInstanceOf(Violation.class);
	}

	private static ServerMessage.Snapshot snapshot(long revision, boolean complete, String... ids) {
		return new ServerMessage.Snapshot(1, MOVIES, cursor(revision), complete, true, true, instances(ids));
	}

	private static ServiceSnapshot own(long revision, boolean complete, String... ids) {
		return ServiceSnapshot.of(MOVIES, true, instances(ids), cursor(revision), complete, Instant.EPOCH);
	}

	private static List<ServiceInstance> instances(String... ids) {
		return List.of(ids).stream().map((id) -> {
			InstanceContent content = InstanceContent.builder(MOVIES.name())
				.id(id)
				.address("10.0.0.1")
				.port(8080)
				.build();
			return new ServiceInstance(content, Health.HEALTHY, null, false, 1);
		}).toList();
	}

	private static Cursor cursor(long revision) {
		return new Cursor("e1", revision);
	}

}
