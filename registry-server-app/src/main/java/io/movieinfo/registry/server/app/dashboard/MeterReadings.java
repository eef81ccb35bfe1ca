package io.movieinfo.registry.server.app.dashboard;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * What the server's meters have counted since they were read last. Meters that are not
 * there say nothing. Not thread-safe.
 */
final class MeterReadings {

	static final String HEARTBEATS = "service.discovery.heartbeats";

	static final String PUSHES = "service.discovery.pushes";

	static final String LAG = "service.discovery.propagation.lag";

	private final MeterRegistry meters;

	private final LongSupplier ticker;

	private @Nullable Reading last;

	MeterReadings(MeterRegistry meters, LongSupplier ticker) {
		this.meters = meters;
		this.ticker = ticker;
	}

	/**
	 * Adds what is known to the values.
	 */
	void readInto(Map<String, Double> values) {
		Collection<Timer> lags = this.meters.find(LAG).timers();
		Reading now = new Reading(this.ticker.getAsLong(), total(HEARTBEATS), total(PUSHES), sum(lags, Timer::count),
				sum(lags, (timer) -> timer.totalTime(TimeUnit.MILLISECONDS)));
		Reading before = this.last;
		this.last = now;
		if (before == null) {
			return;
		}
		double seconds = (now.nanos() - before.nanos()) / 1e9;
		putRate(values, "heartbeats", now.heartbeats() - before.heartbeats(), seconds);
		putRate(values, "pushes", now.pushes() - before.pushes(), seconds);
		double told = now.lags() - before.lags();
		if (told > 0) {
			values.put("lag_ms", (now.lagMillis() - before.lagMillis()) / told);
			lags.stream()
				.mapToDouble((timer) -> timer.max(TimeUnit.MILLISECONDS))
				.max()
				.ifPresent((max) -> values.put("lag_max_ms", max));
		}
	}

	private static void putRate(Map<String, Double> values, String name, double change, double seconds) {
		// NaN where there is no such meter
		if (change >= 0 && seconds > 0) {
			values.put(name, change / seconds);
		}
	}

	private double total(String name) {
		Collection<Counter> counters = this.meters.find(name).counters();
		Collection<FunctionCounter> functions = this.meters.find(name).functionCounters();
		if (counters.isEmpty() && functions.isEmpty()) {
			return Double.NaN;
		}
		return sum(counters, Counter::count) + sum(functions, FunctionCounter::count);
	}

	private static <M extends Meter> double sum(Collection<M> meters, ToDoubleFunction<M> value) {
		return meters.stream().mapToDouble(value).sum();
	}

	private record Reading(long nanos, double heartbeats, double pushes, double lags, double lagMillis) {
	}

}
