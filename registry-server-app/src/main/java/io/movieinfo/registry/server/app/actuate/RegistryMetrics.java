package io.movieinfo.registry.server.app.actuate;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.WatchFrame;
import io.movieinfo.registry.server.RegisterAgainException;
import io.movieinfo.registry.server.Registered;
import io.movieinfo.registry.server.RegistryObserver;
import io.movieinfo.registry.server.SupersededException;
import io.movieinfo.registry.server.watch.Reader;
import io.movieinfo.registry.server.watch.WatchEvent;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/**
 * Counts and measures what the registry does. All its series exist from the start and are
 * few, but those by service. Thread-safe; nothing locks or allocates but for a service's
 * first registration.
 */
@Component
final class RegistryMetrics implements RegistryObserver {

	private static final String PREFIX = "service.discovery.";

	private static final Duration[] LAG = { Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(5),
			Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofMillis(100),
			Duration.ofMillis(200), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2),
			Duration.ofSeconds(5), Duration.ofSeconds(10) };

	private static final Duration[] DRAIN = { Duration.ofMillis(300), Duration.ofMillis(500), Duration.ofSeconds(1),
			Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(30) };

	private final ServiceSeries series;

	// made later than the registry, which this is a part of
	private final SingletonSupplier<DiscoveryMetrics> discovery;

	private final Counter created;

	private final Counter renewed;

	private final Counter refused;

	private final Counter failed;

	private final Counter heartbeats;

	private final Timer drained;

	private final Timer undrained;

	private final Timer batches;

	private final DistributionSummary commands;

	private final Counter snapshots;

	private final Counter deltas;

	private final Counter frames;

	private final Counter bytes;

	private final Timer lag;

	RegistryMetrics(MeterRegistry meters, ServiceSeries series, ObjectProvider<DiscoveryMetrics> discovery) {
		this.series = series;
		this.discovery = SingletonSupplier.of(discovery::getObject);
		this.created = registrations("created", meters);
		this.renewed = registrations("renewed", meters);
		this.refused = registrations("refused", meters);
		this.failed = registrations("failed", meters);
		this.heartbeats = counter("heartbeats", "Heartbeats that have come in, one for each instance", meters);
		this.drained = drains("acknowledged", meters);
		this.undrained = drains("limit", meters);
		this.batches = Timer.builder(PREFIX + "writer.batch.duration")
			.description("How long the writer works on what has queued up, until it is answered")
			.register(meters);
		this.commands = DistributionSummary.builder(PREFIX + "writer.batch")
			.description("How many commands the writer carries out and stores together")
			.baseUnit("commands")
			.register(meters);
		this.snapshots = pushes("snapshot", meters);
		this.deltas = pushes("delta", meters);
		this.frames = counter("push.frames", "Frames that pushes to sessions consist of", meters);
		this.bytes = counter("push.bytes", "Bytes that pushes to sessions consist of", meters);
		this.lag = Timer.builder(PREFIX + "propagation.lag")
			.description("How long after its commit a change is acknowledged by a session that watches the service")
			.serviceLevelObjectives(LAG)
			.register(meters);
	}

	@Override
	public void registered(Registered registered, long nanos) {
		String name = registered.key().service().name();
		this.series.add(name);
		this.series.registered(name, nanos);
		(registered.created() ? this.created : this.renewed).increment();
	}

	@Override
	public void registrationFailed(InstanceKey key, Throwable failure) {
		boolean said = failure instanceof SupersededException || failure instanceof RegisterAgainException;
		(said ? this.refused : this.failed).increment();
	}

	@Override
	public void heartbeat() {
		this.heartbeats.increment();
	}

	@Override
	public void drained(int pending, long nanos) {
		((pending == 0) ? this.drained : this.undrained).record(nanos, TimeUnit.NANOSECONDS);
	}

	@Override
	public void worked(int commands, long nanos) {
		this.batches.record(nanos, TimeUnit.NANOSECONDS);
		this.commands.record(commands);
	}

	@Override
	public void told(WatchEvent event, Reader reader, boolean first) {
		if (reader.kind() != Reader.Kind.SESSION) {
			return;
		}
		((event instanceof WatchEvent.Snapshot) ? this.snapshots : this.deltas).increment();
		for (WatchFrame frame : event.frames()) {
			this.frames.increment();
			this.bytes.increment(frame.size());
		}
		if (first) {
			this.discovery.obtain().watched(event.service());
		}
	}

	@Override
	public void acknowledged(long nanos) {
		this.lag.record(nanos, TimeUnit.NANOSECONDS);
	}

	private static Counter registrations(String outcome, MeterRegistry meters) {
		return Counter.builder(PREFIX + "registrations")
			.description("Registrations, by what came of them")
			.tag("outcome", outcome)
			.register(meters);
	}

	private static Timer drains(String outcome, MeterRegistry meters) {
		return Timer.builder(PREFIX + "drain.duration")
			.description("How long drains are waited for, by whether all watchers had acknowledged them at the end")
			.tag("outcome", outcome)
			.serviceLevelObjectives(DRAIN)
			.register(meters);
	}

	private static Counter pushes(String type, MeterRegistry meters) {
		return Counter.builder(PREFIX + "pushes")
			.description("Events handed to the watches of sessions: everything that is listed, or what has changed")
			.tag("type", type)
			.register(meters);
	}

	private static Counter counter(String name, String description, MeterRegistry meters) {
		return Counter.builder(PREFIX + name).description(description).register(meters);
	}

}
