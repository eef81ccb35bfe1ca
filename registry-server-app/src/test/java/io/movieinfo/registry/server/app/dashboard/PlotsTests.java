package io.movieinfo.registry.server.app.dashboard;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movieinfo.registry.protocol.JsonObject;
import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.store.MemoryStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

import static org.assertj.core.api.Assertions.assertThat;

class PlotsTests {

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final AtomicLong nanos = new AtomicLong();

	private final Registry registry = Registry.builder().store(new MemoryStore()).build();

	private final Plots plots = new Plots(this.registry, this.meters,
			Clock.fixed(Instant.ofEpochMilli(1234), ZoneOffset.UTC), this.nanos::get);

	@BeforeEach
	void start() {
		this.registry.start();
	}

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void whatIsNotMeasuredIsAbsent() {
		sample();
		JsonNode sample = sample();
		assertThat(sample.get("at").asLong()).isEqualTo(1234);
		assertThat(sample.get("instances").asInt()).isZero();
		assertThat(sample.has("heartbeats")).isFalse();
		assertThat(sample.has("lag_ms")).isFalse();
	}

	@Test
	void countersAreToldPerSecond() {
		this.meters.counter(MeterReadings.HEARTBEATS).increment(1000);
		this.meters.counter(MeterReadings.PUSHES, "kind", "delta").increment(4);
		sample();
		this.meters.counter(MeterReadings.HEARTBEATS).increment(50);
		this.meters.counter(MeterReadings.PUSHES, "kind", "delta").increment(6);
		this.meters.counter(MeterReadings.PUSHES, "kind", "snapshot").increment(4);
		JsonNode sample = sample();
		assertThat(sample.get("heartbeats").asDouble()).isEqualTo(25);
		assertThat(sample.get("pushes").asDouble()).isEqualTo(5);
	}

	@Test
	void lagIsThatOfWhatWasAcknowledgedSince() {
		this.meters.timer(MeterReadings.LAG).record(900, TimeUnit.MILLISECONDS);
		sample();
		this.meters.timer(MeterReadings.LAG).record(10, TimeUnit.MILLISECONDS);
		this.meters.timer(MeterReadings.LAG).record(30, TimeUnit.MILLISECONDS);
		JsonNode sample = sample();
		assertThat(sample.get("lag_ms").asDouble()).isEqualTo(20);
		assertThat(sample.get("lag_max_ms").asDouble()).isEqualTo(900);
		assertThat(sample().has("lag_ms")).isFalse();
	}

	@Test
	void oldSamplesGo() {
		for (int i = 0; i < Plots.KEPT + 10; i++) {
			this.plots.sample();
		}
		assertThat(read().get("samples").size()).isEqualTo(Plots.KEPT);
	}

	/**
	 * Lets two seconds pass, and returns the sample that is taken then.
	 */
	private JsonNode sample() {
		this.nanos.addAndGet(Duration.ofSeconds(2).toNanos());
		this.plots.sample();
		JsonNode samples = read().get("samples");
		return samples.get(samples.size() - 1);
	}

	private JsonNode read() {
		return new ObjectMapper().readTree(JsonObject.write(this.plots::writeTo));
	}

}
