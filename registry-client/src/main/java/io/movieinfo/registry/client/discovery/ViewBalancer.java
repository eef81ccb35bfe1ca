package io.movieinfo.registry.client.discovery;

import java.util.function.Supplier;

import io.movieinfo.registry.balancer.Endpoint;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.balancer.NoInstanceException;
import io.movieinfo.registry.balancer.Outcome;
import io.movieinfo.registry.balancer.PickContext;
import io.movieinfo.registry.balancer.ServiceExplanation;
import io.movieinfo.registry.client.discovery.ServiceSnapshot.Source;
import io.movieinfo.registry.client.transport.SessionState;
import io.movieinfo.registry.protocol.ServiceKey;

/**
 * Picks from the local view.
 */
final class ViewBalancer implements LoadBalancer {

	private final LocalView views;

	private final Supplier<SessionState> session;

	ViewBalancer(LocalView views, Supplier<SessionState> session) {
		this.views = views;
		this.session = session;
	}

	@Override
	public Endpoint pick(ServiceKey service, PickContext context) {
		ServiceView view = this.views.view(service);
		Endpoint endpoint = view.endpoints().pick(context);
		if (endpoint == null) {
			endpoint = pickAfterWaiting(view, context);
		}
		view.requests().picked(context);
		return endpoint;
	}

	@Override
	public void complete(Endpoint endpoint, Outcome outcome, long durationNanos) {
		complete(endpoint, outcome, durationNanos, durationNanos);
	}

	@Override
	public void complete(Endpoint endpoint, Outcome outcome, long durationNanos, long ageNanos) {
		ServiceView view = this.views.viewIfAny(endpoint.key().service());
		if (view != null) {
			view.endpoints().completed(endpoint, outcome, durationNanos, ageNanos);
		}
	}

	@Override
	public ServiceExplanation explain(ServiceKey service) {
		ServiceView view = this.views.viewIfAny(service);
		if (view == null) {
			return ServiceExplanation.ofNothing(service,
					"Service '%s' was neither called nor looked up in this process".formatted(service));
		}
		return switch (view.snapshot().status()) {
			case UNREACHABLE -> ServiceExplanation.ofNothing(service,
					"Nothing is known of service '%s' yet, because the registry has not answered: %s".formatted(service,
							describe(view, this.session.get())));
			case UNKNOWN ->
				ServiceExplanation.ofNothing(service, "The registry knows no service '%s'".formatted(service));
			case LISTED -> view.endpoints().explain(service);
		};
	}

	private Endpoint pickAfterWaiting(ServiceView view, PickContext context) {
		view.awaitAnswer();
		// read before the pick: it may be older than what was picked from, never newer
		ServiceSnapshot snapshot = view.snapshot();
		Endpoint endpoint = view.endpoints().pick(context);
		if (endpoint != null) {
			return endpoint;
		}
		NoInstanceException none = none(view, snapshot, context);
		view.requests().notPicked(none.reason());
		throw none;
	}

	private NoInstanceException none(ServiceView view, ServiceSnapshot snapshot, PickContext context) {
		return switch (snapshot.status()) {
			case UNREACHABLE -> NoInstanceException.registryUnreachable(view.key(), describe(view, this.session.get()));
			case UNKNOWN -> NoInstanceException.serviceUnknown(view.key());
			case LISTED -> (snapshot.source() == Source.DISK && snapshot.instances().isEmpty())
					? NoInstanceException.noneRoutableWhenLastHeard(view.key(), snapshot.allInstances(),
							describe(view, this.session.get()))
					: (context.excludesAny() && view.endpoints().current().size() > 0)
							? NoInstanceException.noneLeft(view.endpoints().explain(view.key()))
							: NoInstanceException.nonePickable(view.endpoints().explain(view.key()));
		};
	}

	private static String describe(ServiceView view, SessionState state) {
		String refusal = view.refusal();
		if (refusal != null) {
			return refusal;
		}
		if (state.url() == null) {
			return "the client has not connected yet";
		}
		if (state.connected()) {
			return "connected to %s, waiting for its answer".formatted(state.url());
		}
		return "no session with %s (%s)".formatted(state.url(),
				(state.lastError() != null) ? state.lastError() : "connecting");
	}

}
