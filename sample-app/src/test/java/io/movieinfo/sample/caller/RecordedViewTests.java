package io.movieinfo.sample.caller;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

import io.movieinfo.registry.balancer.BalancingStrategy;
import io.movieinfo.registry.balancer.EndpointSet;
import io.movieinfo.registry.client.discovery.ServiceSnapshot;
import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.Names;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * What is remembered of a service.
 */
class RecordedViewTests {

	private static final long NOW = 1_500_000;

	private final RecordedView view = new RecordedView(Clock.fixed(Instant.ofEpochMilli(1500), ZoneOffset.UTC));

	@Test
	void changeOfTheRoutableOnesIsTakenDownWithItsMoment() {
		this.view.listed(snapshot(1, healthy("movie-1"), healthy("movie-2")));
		this.view.listed(snapshot(2, unhealthy("movie-1"), healthy("movie-2")));
		assertThat(this.view.report().view()).containsExactly(new ViewReport.Change(NOW, List.of("movie-1", "movie-2")),
				new ViewReport.Change(NOW, List.of("movie-2")));
	}

	@Test
	void otherChangesReplaceTheLastStateOnly() {
		this.view.listed(snapshot(1, healthy("movie-1")));
		this.view.listed(snapshot(2, healthy("movie-1"), unhealthy("movie-2")));
		ViewReport report = this.view.report();
		assertThat(report.view()).hasSize(1);
		assertThat(report.instances()).extracting(ViewReport.Listed::id, ViewReport.Listed::health)
			.containsExactly(tuple("movie-1", "healthy"), tuple("movie-2", "unhealthy"));
		assertThat(report.cursor()).isEqualTo("epoch.2");
		assertThat(report.latestMicros()).isEqualTo(NOW);
	}

	@Test
	void nothingIsKnownAtFirst() {
		assertThat(this.view.report()).isEqualTo(new ViewReport(List.of(), List.of(), 0, "", List.of()));
	}

	@Test
	void recordingStrategyPicksAsItsDelegateAndTakesDownFromWhat() {
		BalancingStrategy recording = this.view.recording(BalancingStrategy.random());
		recording.picker(EndpointSet.EMPTY);
		assertThat(recording.name()).isEqualTo(BalancingStrategy.RANDOM);
		assertThat(this.view.report().balancer()).containsExactly(new ViewReport.Change(NOW, List.of()));
	}

	private static ServiceSnapshot snapshot(long revision, ServiceInstance... instances) {
		return ServiceSnapshot.of(new ServiceKey(Names.DEFAULT_NAMESPACE, "movie-service"), true,
				Stream.of(instances).toList(), new Cursor("epoch", revision), true, Instant.EPOCH);
	}

	private static ServiceInstance healthy(String id) {
		return new ServiceInstance(content(id), Health.HEALTHY, null, false, 1);
	}

	private static ServiceInstance unhealthy(String id) {
		return new ServiceInstance(content(id), Health.UNHEALTHY, null, false, 1);
	}

	private static InstanceContent content(String id) {
		return InstanceContent.builder("movie-service").id(id).address("127.0.0.1").port(8080).build();
	}

}
