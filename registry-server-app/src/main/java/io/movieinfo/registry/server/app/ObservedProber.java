package io.movieinfo.registry.server.app;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.movieinfo.registry.server.probe.Finding;
import io.movieinfo.registry.server.probe.Prober;

/**
 * A prober that counts what it finds.
 */
final class ObservedProber implements Prober {

	private final Prober prober;

	private final Map<Finding, Counter> findings = new EnumMap<>(Finding.class);

	ObservedProber(Prober prober, MeterRegistry meters) {
		this.prober = prober;
		for (Finding finding : Finding.values()) {
			this.findings.put(finding,
					Counter.builder("service.discovery.probes")
						.description("Attempts to connect to instances, by what was found")
						.tag("finding", finding.wireName())
						.register(meters));
		}
	}

	@Override
	public CompletionStage<Finding> probe(String address, int port) {
		CompletionStage<Finding> probe = this.prober.probe(address, port);
		var unused = probe
			.thenAccept((finding) -> Objects.requireNonNull(this.findings.get(finding), "finding").increment());
		return probe;
	}

	@Override
	public void close() {
		this.prober.close();
	}

}
