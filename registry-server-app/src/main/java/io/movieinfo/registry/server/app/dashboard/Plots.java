package io.movieinfo.registry.server.app.dashboard;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.micrometer.core.instrument.MeterRegistry;
import io.movieinfo.registry.server.Registry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonGenerator;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * How the registry has done in the last ten minutes, in one sample every two seconds: who
 * opens the dashboard sees at once how things have come about. What is not measured is
 * absent from a sample. Samples are taken by a thread of their own; reading them does not
 * block.
 */
@Component
final class Plots implements SmartLifecycle {

	static final Duration PAUSE = Duration.ofSeconds(2);

	static final int KEPT = 300;

	private static final Logger logger = LoggerFactory.getLogger(Plots.class);

	private final Registry registry;

	private final MeterReadings readings;

	private final Clock clock;

	// of the sampling thread
	private final Deque<Sample> kept = new ArrayDeque<>(KEPT);

	private volatile List<Sample> samples = List.of();

	private volatile @Nullable ScheduledThreadPoolExecutor thread;

	@Autowired
	Plots(Registry registry, MeterRegistry meters) {
		this(registry, meters, Clock.systemUTC(), System::nanoTime);
	}

	Plots(Registry registry, MeterRegistry meters, Clock clock, LongSupplier ticker) {
		this.registry = registry;
		this.readings = new MeterReadings(meters, ticker);
		this.clock = clock;
	}

	/**
	 * Writes the samples, oldest first, into the object that the generator is in.
	 */
	void writeTo(JsonGenerator json) {
		json.writeNumberProperty("every_ms", PAUSE.toMillis());
		json.writeArrayPropertyStart("samples");
		for (Sample sample : this.samples) {
			json.writeStartObject();
			json.writeNumberProperty("at", sample.at());
			sample.values().forEach(json::writeNumberProperty);
			json.writeEndObject();
		}
		json.writeEndArray();
	}

	/**
	 * Takes a sample now.
	 */
	void sample() {
		Map<String, Double> values = new LinkedHashMap<>();
		int instances = 0;
		int routable = 0;
		for (String namespace : this.registry.namespaces().keySet()) {
			for (var service : this.registry.services(namespace).services()) {
				instances += service.listed();
				routable += service.routable();
			}
		}
		values.put("instances", (double) instances);
		values.put("routable", (double) routable);
		this.readings.readInto(values);
		if (this.kept.size() == KEPT) {
			this.kept.removeFirst();
		}
		this.kept.addLast(new Sample(this.clock.millis(), values));
		this.samples = new ArrayList<>(this.kept);
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored") // a sample contains its own failures
	public void start() {
		ScheduledThreadPoolExecutor started = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread made = new Thread(task, "registry-dashboard-plots");
			made.setDaemon(true);
			return made;
		});
		started.scheduleWithFixedDelay(this::sampleContained, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
		this.thread = started;
	}

	@Override
	public void stop() {
		ScheduledThreadPoolExecutor running = this.thread;
		if (running != null) {
			running.shutdownNow();
			this.thread = null;
		}
	}

	@Override
	public boolean isRunning() {
		return this.thread != null;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	private void sampleContained() {
		try {
			sample();
		}
		catch (RuntimeException ex) {
			logger.debug("No sample could be taken", ex);
		}
	}

	private record Sample(long at, Map<String, Double> values) {

		private Sample {
			values = Map.copyOf(values);
		}

	}

}
