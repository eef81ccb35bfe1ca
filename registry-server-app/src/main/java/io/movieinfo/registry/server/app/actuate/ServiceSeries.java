package io.movieinfo.registry.server.app.actuate;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * What is counted for each service by name. Only registered names have series of their
 * own, so that nobody can make new ones by asking: what concerns any other name counts
 * for {@value #UNKNOWN}. A series begins when there is something to count, and ends when
 * its name is forgotten. Thread-safe; what is counted often neither locks nor allocates.
 */
@Component
final class ServiceSeries {

	/** Stands for every name that is not registered, and is no name itself. */
	static final String UNKNOWN = "_unknown";

	private static final String SERVICE_NAME = "service.name";

	private final MeterRegistry meters;

	private final Map<String, Series> byName = new ConcurrentHashMap<>();

	private final Series unknown = new Series(UNKNOWN);

	ServiceSeries(MeterRegistry meters) {
		this.meters = meters;
	}

	/**
	 * Whether a name has series of its own.
	 */
	boolean has(String name) {
		return this.byName.containsKey(name);
	}

	/**
	 * Gives a registered name series of its own, if it has none.
	 */
	void add(String name) {
		this.byName.computeIfAbsent(name, Series::new);
	}

	/**
	 * Takes a name's series away, if it has some.
	 */
	void remove(String name) {
		Series removed = this.byName.remove(name);
		if (removed != null) {
			removed.end();
		}
	}

	/**
	 * Counts a discovery query.
	 */
	void requested(String name, RequestStatus status) {
		this.byName.getOrDefault(name, this.unknown).requested(status);
	}

	/**
	 * Notes how long a registration took.
	 */
	void registered(String name, long nanos) {
		this.byName.getOrDefault(name, this.unknown).registered(nanos);
	}

	private final class Series {

		private final String name;

		// written by who holds this, and replaced as a whole
		private volatile Map<RequestStatus, Counter> requests = Map.of();

		private volatile @Nullable Timer registrations;

		// guarded by this
		private boolean ended;

		Series(String name) {
			this.name = name;
		}

		void requested(RequestStatus status) {
			Counter counter = this.requests.get(status);
			if (counter == null) {
				counter = begin(status);
			}
			if (counter != null) {
				counter.increment();
			}
		}

		void registered(long nanos) {
			Timer timer = this.registrations;
			if (timer == null) {
				timer = begin();
			}
			if (timer != null) {
				timer.record(nanos, TimeUnit.NANOSECONDS);
			}
		}

		synchronized void end() {
			this.ended = true;
			this.requests.values().forEach(ServiceSeries.this.meters::remove);
			Timer timer = this.registrations;
			if (timer != null) {
				ServiceSeries.this.meters.remove(timer);
			}
		}

		private synchronized @Nullable Counter begin(RequestStatus status) {
			if (this.ended) {
				return null;
			}
			Counter counter = Counter.builder("service.discovery.requests")
				.description("Discovery queries over HTTP and watches begun in sessions, by what came of them")
				.tag(SERVICE_NAME, this.name)
				.tag("status", status.tag())
				.register(ServiceSeries.this.meters);
			Map<RequestStatus, Counter> requests = new EnumMap<>(RequestStatus.class);
			requests.putAll(this.requests);
			requests.put(status, counter);
			this.requests = requests;
			return counter;
		}

		private synchronized @Nullable Timer begin() {
			if (this.ended) {
				return null;
			}
			Timer timer = Timer.builder("service.discovery.registration.duration")
				.description("How long registrations take until they are stored, published and answered")
				.tag(SERVICE_NAME, this.name)
				.serviceLevelObjectives(Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(10),
						Duration.ofMillis(25), Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250),
						Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(5))
				.register(ServiceSeries.this.meters);
			this.registrations = timer;
			return timer;
		}

	}

}
