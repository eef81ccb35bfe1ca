package io.movieinfo.sample.simulation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.movieinfo.registry.client.discovery.ServiceSnapshot;
import io.movieinfo.registry.client.registration.Registration;
import io.movieinfo.registry.protocol.ClientMessage;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.ServerMessage;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.ServiceListing;
import io.movieinfo.registry.server.VirtualTime;
import io.movieinfo.registry.server.lease.LeaseSettings;
import io.movieinfo.registry.server.probe.Finding;
import io.movieinfo.registry.server.store.StoreBatch;
import io.movieinfo.registry.server.store.StoredInstance;
import org.jspecify.annotations.Nullable;

/**
 * Looks on from outside, and knows what is really so: who lives, what was said and
 * committed, and what has crossed each wire. It keeps the first violation, because those
 * who cause it may contain what they throw.
 */
final class Judge {

	private final Trace trace;

	private final History history = new History();

	private final ViewJudge views;

	private final LeaseJudge leases;

	private final DrainJudge drains;

	private final Set<String> completeEpochs = new HashSet<>();

	private @Nullable String violation;

	Judge(VirtualTime time, LeaseSettings leases, Trace trace) {
		this.trace = trace;
		this.leases = new LeaseJudge(time, leases, this.history);
		this.views = new ViewJudge(this.history,
				(epoch) -> this.completeEpochs.contains(epoch) || this.leases.isHoldOver());
		this.drains = new DrainJudge(time);
	}

	/**
	 * Returns the first violation, with what went before it; {@code null} if there was
	 * none.
	 */
	@Nullable String verdict() {
		return this.violation;
	}

	/**
	 * Notes a violation.
	 */
	Violation violation(String message) {
		if (this.violation == null) {
			this.violation = message + "\nAfter step " + this.trace.number() + ":\n" + this.trace;
		}
		return new Violation(message);
	}

	void watches(ClientHost client, ServiceKey service) {
		this.views.watches(client, service);
	}

	void died(ClientHost client) {
		this.views.died(client);
	}

	void listened(ClientHost client, ServiceSnapshot snapshot) {
		judge(() -> this.views.listened(client, snapshot));
	}

	void serverStarts() {
		this.leases.serverStarts();
	}

	void serverDies() {
		this.leases.serverDies();
	}

	/**
	 * The server is told to stop: from now on drains end without waiting.
	 */
	void serverStops() {
		this.drains.disturbed(1);
	}

	/**
	 * The server's process stands still for a while.
	 */
	void serverStalls(long nanos) {
		this.leases.stalls(nanos);
		this.drains.disturbed(nanos);
	}

	void storeFails(long nanos) {
		this.drains.disturbed(nanos);
	}

	void opened(String epoch, boolean complete) {
		this.trace.add("store opened", epoch, complete);
		if (complete) {
			this.completeEpochs.add(epoch);
		}
		else {
			this.leases.storeIsLost();
		}
	}

	void committed(String epoch, StoreBatch batch) {
		this.trace.add("committed", epoch, batch.revision(), batch.puts(), batch.removals());
		judge(() -> this.leases.committing(epoch, batch));
		this.history.commit(epoch, batch);
		if (batch.complete()) {
			this.completeEpochs.add(epoch);
		}
	}

	void probed(Application target, Finding finding) {
		this.trace.add("probed", target, finding);
		if (finding == Finding.REFUSED) {
			this.leases.refused(target.startId());
		}
		else if (finding == Finding.CONNECTED) {
			this.leases.reached(target.startId());
		}
	}

	void opened(WireRecord wire) {
		this.trace.add("connected", wire);
		this.drains.opened(wire);
	}

	void closed(WireRecord wire) {
		this.trace.add("closed at the server", wire);
		this.drains.closed(wire);
		this.views.closed(wire);
	}

	void serverReads(WireRecord wire, ClientMessage message) {
		this.trace.add("server reads", wire, message);
		judge(() -> {
			this.leases.serverReads(wire, message);
			this.drains.serverReads(wire, message);
		});
	}

	void serverSends(WireRecord wire, ServerMessage message) {
		this.trace.add("server sends", wire, message);
		judge(() -> this.drains.serverSends(wire, message));
	}

	void clientSends(WireRecord wire, ClientMessage message) {
		this.trace.add("client sends", wire, message);
		judge(() -> this.views.clientSends(wire, message));
	}

	void clientGets(WireRecord wire, ServerMessage message) {
		wire.handed = message;
	}

	void clientHasWorkedOff(WireRecord wire) {
		ServerMessage handed = wire.handed;
		wire.handed = null;
		if (handed != null && !wire.isClientEnded()) {
			this.trace.add("client has read", wire, handed);
			judge(() -> this.views.workedOff(wire, handed));
		}
	}

	/**
	 * Checks the end of a schedule, when everything has healed: all know the same, and
	 * that is what is really so.
	 */
	void checkSettled(List<ClientHost> clients, ServerNode.Run server, List<ServiceKey> services) {
		judge(() -> {
			String epoch = server.registry().epoch();
			clients.forEach((client) -> this.views.checkSettled(client, epoch));
			services.forEach((service) -> checkListing(server.registry().snapshot(service)));
			this.drains.checkSettled();
			clients.stream()
				.flatMap((client) -> client.applications().stream())
				.filter((application) -> !application.isLeaving())
				.collect(Collectors.groupingBy(Application::key))
				.forEach((key, living) -> checkHeld(this.history.latest(epoch, key), key, living));
		});
	}

	/**
	 * Checks that all who have left, with a client that works, are gone.
	 */
	void checkLeft(List<ClientHost> clients, ServerNode.Run server) {
		for (ClientHost client : clients) {
			for (Application application : client.applications()) {
				StoredInstance listed = this.history.latest(server.registry().epoch(), application.key());
				if (listed != null && listed.startId().equals(application.startId())) {
					throw violation("%s has left, but listed is %s".formatted(application, listed));
				}
			}
		}
	}

	private void checkListing(ServiceListing listing) {
		List<?> truth = this.history.latest(listing.cursor().epoch(), listing.service())
			.values()
			.stream()
			.map(History::listed)
			.toList();
		if (!listing.instances().equals(truth) || !listing.complete()) {
			throw new Violation("listed are %s (complete: %s), but committed were %s".formatted(listing.instances(),
					listing.complete(), truth));
		}
	}

	/**
	 * One of those who live and want an id holds it, as it is; the others know that they
	 * do not.
	 */
	private static void checkHeld(@Nullable StoredInstance listed, InstanceKey key, List<Application> living) {
		for (Application application : living) {
			Registration.State state = application.registration().state();
			boolean holds = listed != null && listed.startId().equals(application.startId());
			if (state != (holds ? Registration.State.REGISTERED : Registration.State.SUPERSEDED)) {
				throw new Violation("%s is %s, but listed is %s".formatted(application, state, listed));
			}
			Health health = application.isHealthy() ? Health.HEALTHY : Health.UNHEALTHY;
			if (listed != null && holds && (listed.health() != health || !listed.content().equals(application.content())
					|| listed.draining())) {
				throw new Violation(
						"%s is %s with %s, but listed is %s".formatted(key, health, application.content(), listed));
			}
		}
	}

	private void judge(Runnable check) {
		try {
			check.run();
		}
		catch (Violation ex) {
			throw violation(String.valueOf(ex.getMessage()));
		}
	}

}
