package io.movieinfo.registry.autoconfigure.grpc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.grpc.LoadBalancer.PickResult;
import io.grpc.LoadBalancer.PickSubchannelArgs;
import io.grpc.LoadBalancer.SubchannelPicker;
import io.grpc.Status;
import io.movieinfo.registry.autoconfigure.grpc.RegistryLoadBalancer.Route;
import io.movieinfo.registry.balancer.Endpoint;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.balancer.NoInstanceException;
import io.movieinfo.registry.balancer.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Picks for each RPC. An endpoint that is not connected is passed over for another one,
 * since nothing was sent: reported as a failure to connect if it fails to, as no sample
 * if it is only about to be. If none is left the RPC waits for those that are about to
 * be; else it fails, unless it is to wait until ready. For any thread.
 * <p>
 * So an RPC with a key goes to the key's next endpoint while its own one is not
 * connected, rather than wait for it.
 */
final class RegistryPicker extends SubchannelPicker {

	/** Bounds a pick while hardly any instance of many is connected. */
	private static final int MOST_PASSED_OVER = 10;

	private final ServicePicks picks;

	private final Map<String, Route> routes;

	/**
	 * Creates a picker.
	 * @param routes the ways to the instances by their ids
	 */
	RegistryPicker(ServicePicks picks, Map<String, Route> routes) {
		this.picks = picks;
		this.routes = routes;
	}

	@Override
	public PickResult pickSubchannel(PickSubchannelArgs args) {
		LoadBalancer loadBalancer = this.picks.loadBalancer();
		List<Endpoint> passedOver = List.of();
		boolean someAreAboutToConnect = false;
		Status failure = null;
		while (passedOver.size() < MOST_PASSED_OVER) {
			PickedRpc rpc;
			try {
				long start = System.nanoTime();
				rpc = new PickedRpc(loadBalancer,
						loadBalancer.pick(this.picks.service(), this.picks.context(passedOver, args.getHeaders())),
						start);
			}
			catch (NoInstanceException ex) {
				failure = (failure != null) ? failure : unavailable(ex.getMessage(), ex);
				break;
			}
			Route route = route(rpc.endpoint());
			PickResult result = (route != null) ? route.connection().use(rpc) : null;
			if (result != null) {
				return result;
			}
			Status whyNot = (route != null) ? route.connection().failure() : null;
			rpc.complete((whyNot != null) ? Outcome.CONNECT_FAILURE : Outcome.CANCELLED);
			someAreAboutToConnect |= whyNot == null;
			failure = (whyNot != null) ? notConnected(rpc.endpoint(), whyNot) : failure;
			passedOver = new ArrayList<>(passedOver);
			passedOver.add(rpc.endpoint());
		}
		return (someAreAboutToConnect || failure == null) ? PickResult.withNoResult() : PickResult.withError(failure);
	}

	/**
	 * Returns the way to an endpoint, or {@code null} if this picker was made before it
	 * was told of it: then there is a newer one in a moment.
	 */
	private @Nullable Route route(Endpoint endpoint) {
		Route route = this.routes.get(endpoint.key().id());
		return (route != null && route.incarnation() == endpoint.instance().incarnation()) ? route : null;
	}

	private static Status notConnected(Endpoint endpoint, Status whyNot) {
		return unavailable(
				"No instance could be connected; the last one tried, %s: %s".formatted(endpoint,
						(whyNot.getDescription() != null) ? whyNot.getDescription() : whyNot.getCode()),
				whyNot.getCause());
	}

	private static Status unavailable(@Nullable String description, @Nullable Throwable cause) {
		return Status.UNAVAILABLE.withDescription(description).withCause(cause);
	}

	@Override
	public String toString() {
		return "RegistryPicker of " + this.picks.service();
	}

}
