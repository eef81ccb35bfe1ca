package io.movieinfo.registry.client.discovery;

import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import io.movieinfo.registry.client.transport.ClientThread;
import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * What is known and was counted of the services in the local view.
 */
final class ViewStatistics implements DiscoveryStatistics {

	private final LocalView views;

	private final ClientThread thread;

	ViewStatistics(LocalView views, ClientThread thread) {
		this.views = views;
		this.thread = thread;
	}

	@Override
	public List<ServiceStatistics> services() {
		return this.views.all()
			.stream()
			.sorted(Comparator.comparing(ServiceView::key))
			.<ServiceStatistics>map(Function.identity())
			.toList();
	}

	@Override
	public @Nullable ServiceStatistics service(ServiceKey key) {
		return this.views.viewIfAny(key);
	}

	@Override
	public long requestsOfUnknown(RequestStatus status) {
		return this.views.requestsOfUnknown().get(status);
	}

	@Override
	public void addListener(Consumer<ServiceStatistics> listener) {
		this.thread.execute(() -> this.views.known().addListener(listener));
	}

}
