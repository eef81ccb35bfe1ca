package io.movieinfo.sample.faults;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.movieinfo.registry.client.RegistryClient;
import io.movieinfo.registry.client.discovery.ServiceSnapshot;
import io.movieinfo.registry.protocol.Names;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.sample.caller.ViewReport;

/**
 * Whom the server publishes as routable for one service, seen from this machine, which
 * reaches the server whatever is wrong between the hosts. Thread-safe.
 */
final class PublishedView implements AutoCloseable {

	private final RegistryClient client;

	/** Guarded by this. */
	private final List<ViewReport.Change> changes = new ArrayList<>();

	private PublishedView(RegistryClient client) {
		this.client = client;
	}

	/**
	 * Begins to watch.
	 */
	static PublishedView open(URI server, String service) {
		PublishedView view = new PublishedView(
				RegistryClient.builder().serverUrls(List.of(server)).application("published-view").build());
		view.client.start();
		view.client.discovery().addListener(new ServiceKey(Names.DEFAULT_NAMESPACE, service), view::listed);
		return view;
	}

	synchronized Timeline timeline() {
		return new Timeline(this.changes);
	}

	/**
	 * Returns the highest number of the ids that were missing at one moment since a given
	 * one.
	 */
	int mostMissing(Set<String> ids, long micros) {
		return timeline().changes()
			.stream()
			.filter((change) -> change.micros() >= micros)
			.mapToInt((change) -> (int) ids.stream().filter((id) -> !change.ids().contains(id)).count())
			.max()
			.orElse(0);
	}

	private synchronized void listed(ServiceSnapshot snapshot) {
		this.changes.add(new ViewReport.Change(Micros.now(),
				snapshot.instances().stream().map(ServiceInstance::id).sorted().toList()));
	}

	@Override
	public void close() {
		this.client.close();
	}

}
