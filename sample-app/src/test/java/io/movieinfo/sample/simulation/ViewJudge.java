package io.movieinfo.sample.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Predicate;

import io.movieinfo.registry.balancer.Endpoint;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.balancer.NoInstanceException;
import io.movieinfo.registry.balancer.Outcome;
import io.movieinfo.registry.balancer.PickContext;
import io.movieinfo.registry.client.discovery.ServiceSnapshot;
import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.ClientMessage;
import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.ServerMessage;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.store.StoredInstance;
import org.jspecify.annotations.Nullable;

/**
 * Judges what clients are told and what they make of it: in order, exact, never back in
 * time, nothing that was not committed, nothing acknowledged that is not gone by.
 */
final class ViewJudge {

	private final History history;

	private final Predicate<String> mayBeComplete;

	private final Map<ClientHost, Map<ServiceKey, ToldView>> told = new HashMap<>();

	private final Map<ClientHost, Map<ServiceKey, Cursor>> listened = new HashMap<>();

	/** Watches that may begin afresh, because the one before was given up. */
	private final Map<WireRecord, Set<ServiceKey>> afresh = new HashMap<>();

	/**
	 * Creates a judge.
	 * @param mayBeComplete whether a server may call what it knows of an epoch complete
	 */
	ViewJudge(History history, Predicate<String> mayBeComplete) {
		this.history = history;
		this.mayBeComplete = mayBeComplete;
	}

	void watches(ClientHost client, ServiceKey service) {
		this.told.computeIfAbsent(client, (key) -> new HashMap<>()).put(service, new ToldView());
	}

	void died(ClientHost client) {
		this.told.remove(client);
	}

	void closed(WireRecord wire) {
		this.afresh.remove(wire);
	}

	/**
	 * Takes what a client says.
	 */
	void clientSends(WireRecord wire, ClientMessage message) {
		if (message instanceof ClientMessage.Watch watch) {
			watch(wire, watch, new ServiceKey("default", watch.service()));
		}
		else if (message instanceof ClientMessage.Unwatch unwatch) {
			ServiceKey service = wire.watches.remove(unwatch.watch());
			if (service != null) {
				this.afresh.computeIfAbsent(wire, (key) -> new HashSet<>()).add(service);
			}
		}
		else if (message instanceof ClientMessage.Ack ack) {
			ServiceKey service = wire.watches.get(ack.watch());
			if (service != null) {
				acknowledged(wire.client(), service, ack.cursor());
			}
		}
	}

	/**
	 * A client has worked off a message, or has had time to.
	 */
	void workedOff(WireRecord wire, ServerMessage message) {
		if (message instanceof ServerMessage.Snapshot part && wire.watches.containsKey(part.watch())) {
			snapshot(wire.client(), part);
		}
		else if (message instanceof ServerMessage.Delta delta && wire.watches.containsKey(delta.watch())) {
			ToldView view = view(wire.client(), delta.service());
			view.take(delta);
			applied(wire.client(), delta.service(), view);
		}
	}

	void listened(ClientHost client, ServiceSnapshot snapshot) {
		Cursor next = snapshot.cursor();
		if (next == null) {
			return;
		}
		Cursor before = this.listened.computeIfAbsent(client, (key) -> new HashMap<>()).put(snapshot.key(), next);
		if (before != null && before.sameEpoch(next) && next.revision() < before.revision()) {
			throw new Violation("a listener heard of %s after %s".formatted(next, before));
		}
	}

	/**
	 * Checks that a client knows all that there is.
	 */
	void checkSettled(ClientHost client, String epoch) {
		this.told.getOrDefault(client, Map.of()).forEach((service, view) -> {
			ServiceSnapshot own = client.client().discovery().getInstances(service);
			view.check(own);
			Cursor cursor = own.cursor();
			if (cursor == null || !cursor.epoch().equals(epoch) || !own.complete()) {
				throw new Violation("%s is at %s (complete: %s) in the end".formatted(client, cursor, own.complete()));
			}
			if (!own.allInstances().equals(listed(this.history.latest(epoch, service)))) {
				throw new Violation("%s has %s of %s in the end, but listed are %s".formatted(client,
						own.allInstances(), service, listed(this.history.latest(epoch, service))));
			}
		});
	}

	private void watch(WireRecord wire, ClientMessage.Watch watch, ServiceKey service) {
		ToldView view = view(wire.client(), service);
		Cursor goOn = view.isComplete() ? view.cursor() : null;
		Cursor cursor = watch.cursor();
		boolean mayBeginAfresh = this.afresh.getOrDefault(wire, Set.of()).contains(service);
		if ((cursor == null) ? (goOn != null && !mayBeginAfresh) : !cursor.equals(goOn)) {
			throw new Violation("%s goes on from %s, but was told %s".formatted(wire.client(), cursor, goOn));
		}
		view.begin();
		wire.watches.put(watch.seq(), service);
	}

	private void snapshot(ClientHost client, ServerMessage.Snapshot part) {
		if (part.complete() && !this.mayBeComplete.test(part.cursor().epoch())) {
			throw new Violation("a server without state calls %s complete".formatted(part));
		}
		ToldView view = view(client, part.service());
		if (view.take(part)) {
			applied(client, part.service(), view);
		}
	}

	private void applied(ClientHost client, ServiceKey service, ToldView view) {
		checkTruth(service, view);
		view.check(client.client().discovery().getInstances(service));
	}

	/**
	 * What was told is what was committed. A view that is not complete may have more.
	 */
	private void checkTruth(ServiceKey service, ToldView view) {
		Cursor cursor = view.cursor();
		if (cursor == null || !this.history.isCommitted(cursor)) {
			throw new Violation("%s was told before it was committed".formatted(cursor));
		}
		SortedMap<String, StoredInstance> truth = this.history.at(service, cursor);
		boolean same = truth.values()
			.stream()
			.allMatch((instance) -> History.listed(instance).equals(view.instances().get(instance.key().id())));
		if (!same || (view.isComplete() && truth.size() != view.instances().size())) {
			throw new Violation("at %s was told %s (complete: %s), but listed was %s".formatted(cursor,
					view.instances().values(), view.isComplete(), listed(truth)));
		}
	}

	private void acknowledged(ClientHost client, ServiceKey service, Cursor cursor) {
		ServiceSnapshot own = client.client().discovery().getInstances(service);
		Cursor at = own.cursor();
		if (at == null || !at.sameEpoch(cursor) || at.revision() < cursor.revision()) {
			throw new Violation("%s acknowledges %s, but its view is at %s".formatted(client, cursor, at));
		}
		ServiceInstance picked = pick(client.client().loadBalancer(), service);
		if ((picked != null) ? !mayBePicked(own, picked) : !own.instances().isEmpty()) {
			throw new Violation("%s acknowledges %s, but its balancer picks %s".formatted(client, cursor, picked));
		}
	}

	/**
	 * What is routable, and ill ones too while less than half of them are.
	 */
	private static boolean mayBePicked(ServiceSnapshot known, ServiceInstance picked) {
		long there = known.allInstances()
			.stream()
			.filter((instance) -> instance.enabled() && !instance.draining() && instance.health() != Health.UNKNOWN)
			.count();
		boolean ill = known.allInstances().contains(picked) && picked.enabled() && !picked.draining()
				&& picked.health() == Health.UNHEALTHY && picked.cause() != Cause.CONNECTION_REFUSED;
		return known.instances().contains(picked) || (ill && known.instances().size() * 2L < there);
	}

	private static @Nullable ServiceInstance pick(LoadBalancer balancer, ServiceKey service) {
		try {
			Endpoint endpoint = balancer.pick(service, PickContext.NONE);
			balancer.complete(endpoint, Outcome.SUCCESS, 1);
			return endpoint.instance();
		}
		catch (NoInstanceException ex) {
			return null;
		}
	}

	private ToldView view(ClientHost client, ServiceKey service) {
		ToldView view = this.told.getOrDefault(client, Map.of()).get(service);
		if (view == null) {
			throw new Violation("%s never asked for %s".formatted(client, service));
		}
		return view;
	}

	private static List<ServiceInstance> listed(SortedMap<String, StoredInstance> instances) {
		return instances.values().stream().map(History::listed).toList();
	}

}
