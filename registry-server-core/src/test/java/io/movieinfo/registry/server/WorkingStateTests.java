package io.movieinfo.registry.server;

import java.util.List;

import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.server.store.StoreBatch;
import io.movieinfo.registry.server.store.StoredInstance;
import io.movieinfo.registry.server.store.StoredState;
import io.movieinfo.registry.server.watch.Change;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which changes have a revision, are stored, and are undone.
 */
class WorkingStateTests {

	private final WorkingState state = new WorkingState(
			new StoredState("e1", 7, true, List.of(), List.of(), List.of(), List.of()));

	@Test
	void whatEverybodySeesHasARevision() {
		this.state.put(instance("a"), Change.Kind.REGISTERED);
		assertThat(this.state.revision()).isEqualTo(8);
		assertThat(this.state.batch().puts()).containsExactly(instance("a"));
		assertThat(this.state.accept()).singleElement()
			.satisfies((change) -> assertThat(change.instance()).isEqualTo(instance("a").listed(null)));
	}

	@Test
	void whatNobodySeesIsStoredWithoutRevision() {
		this.state.put(instance("a"), Change.Kind.REGISTERED);
		this.state.accept();
		long modifications = this.state.modifications();
		this.state.put(instance("a").withReached(true), Change.Kind.UPDATED);
		assertThat(this.state.revision()).isEqualTo(8);
		assertThat(this.state.modifications()).isNotEqualTo(modifications);
		assertThat(this.state.hasChanges()).isTrue();
		StoreBatch batch = this.state.batch();
		assertThat(batch.base()).isEqualTo(batch.revision());
		assertThat(batch.puts()).containsExactly(instance("a").withReached(true));
		assertThat(this.state.accept()).isEmpty();
		assertThat(this.state.hasChanges()).isFalse();
	}

	@Test
	void whatNobodySeesIsUndone() {
		this.state.put(instance("a"), Change.Kind.REGISTERED);
		this.state.accept();
		this.state.put(instance("a").withReached(true), Change.Kind.UPDATED);
		this.state.rollBack();
		assertThat(this.state.get(RegistryFixture.key("a"))).isEqualTo(instance("a"));
		assertThat(this.state.hasChanges()).isFalse();
	}

	@Test
	void anotherPlaceHasNotBeenReached() {
		StoredInstance reached = instance("a").withReached(true);
		assertThat(reached.withContent(reached.content().toBuilder().weight(7).build()).reached()).isTrue();
		assertThat(reached.withContent(reached.content().toBuilder().port(1).build()).reached()).isFalse();
		assertThat(reached.withContent(reached.content().toBuilder().address("10.0.0.9").build()).reached()).isFalse();
	}

	private static StoredInstance instance(String id) {
		return new StoredInstance(RegistryFixture.content(RegistryFixture.MOVIES, id), Health.HEALTHY, null, false, 8,
				List.of("s1"), false);
	}

}
