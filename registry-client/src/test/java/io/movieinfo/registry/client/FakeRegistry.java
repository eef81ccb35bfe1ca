package io.movieinfo.registry.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Consumer;

import io.movieinfo.registry.protocol.ClientMessage;
import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.MessageCodec;
import io.movieinfo.registry.protocol.Problem;
import io.movieinfo.registry.protocol.ServerMessage;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * A registry that remembers what it is told and pushes it, and can be made to fail. All
 * of its state is guarded by itself. Public for the tests of other modules.
 */
public final class FakeRegistry implements AutoCloseable, FakeSocketServer.Events {

	private static final String ANOTHER_PROCESS = "another-process";

	private final FakeSocketServer server;

	private final List<ClientMessage> received = new CopyOnWriteArrayList<>();

	private final Map<ServiceKey, Map<String, ServiceInstance>> services = new HashMap<>();

	private final List<Watcher> watchers = new ArrayList<>();

	/** What each session has registered and is still to hear of. */
	private final Map<FakeSocketServer.Peer, Set<InstanceKey>> registered = new HashMap<>();

	private final Map<InstanceKey, String> startIds = new HashMap<>();

	/** The drains that are still to be answered. */
	private final List<Draining> drains = new ArrayList<>();

	private final String epoch;

	private long revision = 100;

	/** Whether snapshots are complete. */
	volatile boolean complete = true;

	/** Whether nothing is answered or pushed any more. */
	volatile boolean silent;

	/** Whether it knows what drains and acknowledgements are. */
	volatile boolean knowsDrain = true;

	/** Whether drains are not answered for the time being. */
	private boolean holdsDrains;

	/** Called with every acknowledgement before it counts. */
	volatile Consumer<ClientMessage.Ack> onAck = (ack) -> {
	};

	volatile int snapshotPart = Integer.MAX_VALUE;

	/** So long that a thread which gets no time for a while costs no session. */
	private volatile long intervalMillis = 5_000;

	/** Asked before a request is carried out; what it returns is the answer. */
	volatile BiFunction<FakeSocketServer.Peer, ClientMessage.Request, @Nullable ServerMessage> fault = (peer,
			message) -> null;

	private FakeRegistry(int port, String epoch) {
		try {
			this.epoch = epoch;
			this.server = new FakeSocketServer(port, this);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public static FakeRegistry start() {
		FakeRegistry registry = new FakeRegistry(0, "first");
		registry.server.start();
		return registry;
	}

	/**
	 * Starts a registry without any data in the place of one that was closed.
	 */
	static FakeRegistry startAt(URI url, String epoch) {
		return startAt(url, epoch, (registry) -> {
		});
	}

	/**
	 * Starts a registry in the place of one that was closed.
	 * @param preparation is done before the first client gets an answer
	 */
	static FakeRegistry startAt(URI url, String epoch, Consumer<FakeRegistry> preparation) {
		FakeRegistry registry = new FakeRegistry(url.getPort(), epoch);
		preparation.accept(registry);
		registry.server.start();
		return registry;
	}

	/**
	 * Takes over what another one knew, as after a restart on the same data.
	 */
	synchronized void takeDataOf(FakeRegistry other) {
		synchronized (other) {
			other.services.forEach((key, instances) -> this.services.put(key, new TreeMap<>(instances)));
			this.startIds.putAll(other.startIds);
			this.revision = other.revision + 1000;
		}
	}

	public URI url() {
		return this.server.url();
	}

	/**
	 * Wants a heartbeat in each interval of clients that connect from now on. For tests
	 * that wait for heartbeats; in any other a session might be lost for three that were
	 * answered too late.
	 */
	public void beatEvery(Duration interval) {
		this.intervalMillis = interval.toMillis();
	}

	/**
	 * Ends all sessions; clients may come back at once.
	 */
	public void dropAll() {
		this.server.dropAll();
	}

	FakeSocketServer server() {
		return this.server;
	}

	public <M extends ClientMessage> List<M> received(Class<M> type) {
		return this.received.stream().filter(type::isInstance).map(type::cast).toList();
	}

	int sessions() {
		return this.server.peers().size();
	}

	public synchronized void put(ServiceInstance instance) {
		this.revision++;
		service(instance.key().service()).put(instance.id(), instance);
		push(instance.key().service(), List.of(instance), List.of());
	}

	public synchronized void put(InstanceContent content) {
		put(new ServiceInstance(content, Health.HEALTHY, null, false, this.revision + 1));
	}

	public synchronized void remove(InstanceKey key) {
		this.revision++;
		service(key.service()).remove(key.id());
		push(key.service(), List.of(), List.of(key.id()));
	}

	/**
	 * Forgets a lease: the next heartbeat is told so.
	 */
	synchronized void forget(InstanceKey key) {
		this.startIds.remove(key);
		service(key.service()).remove(key.id());
	}

	public synchronized void supersede(InstanceKey key) {
		this.startIds.put(key, ANOTHER_PROCESS);
	}

	public synchronized @Nullable ServiceInstance get(InstanceKey key) {
		return service(key.service()).get(key.id());
	}

	/**
	 * Leaves drains unanswered, or answers those that can be answered by now.
	 */
	synchronized void holdDrains(boolean hold) {
		this.holdsDrains = hold;
		answerDrains();
	}

	/**
	 * Sends every watcher of a service a new snapshot.
	 */
	synchronized void pushSnapshots(ServiceKey service) {
		this.watchers.stream().filter((watcher) -> watcher.service.equals(service)).forEach(this::snapshot);
	}

	/**
	 * Lets watchers miss the next change.
	 */
	synchronized void change(InstanceContent content) {
		this.revision++;
		service(content.key().service()).put(content.id(),
				new ServiceInstance(content, Health.HEALTHY, null, false, this.revision));
		this.watchers.forEach((watcher) -> watcher.sent = this.revision);
	}

	void sendToAll(String json) {
		this.server.peers().forEach((peer) -> peer.send(json.getBytes(StandardCharsets.UTF_8)));
	}

	void sendToAll(ServerMessage message) {
		this.server.peers().forEach((peer) -> peer.send(MessageCodec.encode(message)));
	}

	@Override
	public synchronized void received(FakeSocketServer.Peer peer, byte[] json) {
		ClientMessage message = MessageCodec.decodeClient(json, "default");
		this.received.add(message);
		ServerMessage fault = (message instanceof ClientMessage.Request request) ? this.fault.apply(peer, request)
				: null;
		if (fault != null) {
			send(peer, fault);
		}
		else if (!this.knowsDrain && (message instanceof ClientMessage.Drain || message instanceof ClientMessage.Ack)) {
			send(peer, new ServerMessage.Refused((message instanceof ClientMessage.Drain drain) ? drain.seq() : null,
					Problem.of(Problem.UNKNOWN_TYPE, "what is that"), null));
		}
		else if (message instanceof ClientMessage.Ack ack) {
			acknowledged(peer, ack);
		}
		else if (message instanceof ClientMessage.Drain drain) {
			drain(peer, drain);
		}
		else if (message instanceof ClientMessage.Hello hello) {
			send(peer, new ServerMessage.Welcome(hello.seq(), 1, "fake", this.epoch, 3 * this.intervalMillis,
					this.intervalMillis));
		}
		else if (message instanceof ClientMessage.Watch watch) {
			watch(peer, watch);
		}
		else if (message instanceof ClientMessage.Unwatch unwatch) {
			this.watchers.removeIf((watcher) -> watcher.peer == peer && watcher.seq == unwatch.watch());
			send(peer, new ServerMessage.Done(unwatch.seq()));
		}
		else if (message instanceof ClientMessage.Heartbeat heartbeat) {
			heartbeat(peer, heartbeat);
		}
		else if (message instanceof ClientMessage.Register register) {
			register(peer, register.seq(), register.startId(), new ServiceInstance(register.content(),
					(register.health() != null) ? register.health() : Health.HEALTHY, register.cause(), false, 0));
		}
		else if (message instanceof ClientMessage.Update update) {
			ServiceInstance before = get(update.content().key());
			register(peer, update.seq(), update.startId(),
					new ServiceInstance(update.content(), (before != null) ? before.health() : Health.HEALTHY,
							(before != null) ? before.cause() : null, false, 0));
		}
		else if (message instanceof ClientMessage.Deregister deregister) {
			InstanceKey key = key(deregister.namespace(), deregister.name(), deregister.id());
			this.registered.getOrDefault(peer, new HashSet<>()).remove(key);
			if (deregister.startId().equals(this.startIds.remove(key))) {
				remove(key);
			}
			send(peer, new ServerMessage.Done(deregister.seq()));
		}
	}

	@Override
	public synchronized void closed(FakeSocketServer.Peer peer) {
		this.watchers.removeIf((watcher) -> watcher.peer == peer);
		this.registered.remove(peer);
		this.drains.removeIf((drain) -> drain.peer == peer);
		answerDrains();
	}

	@Override
	public void close() {
		try {
			this.server.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void register(FakeSocketServer.Peer peer, long seq, String startId, ServiceInstance instance) {
		InstanceKey key = instance.key();
		if (ANOTHER_PROCESS.equals(this.startIds.get(key))) {
			send(peer, refused(seq, Problem.SUPERSEDED, key));
			return;
		}
		this.registered.computeIfAbsent(peer, (absent) -> new HashSet<>()).add(key);
		boolean sameStart = startId.equals(this.startIds.put(key, startId));
		ServiceInstance before = get(key);
		long incarnation = (sameStart && before != null) ? before.incarnation() : this.revision + 1;
		boolean draining = sameStart && before != null && before.draining();
		ServiceInstance next = new ServiceInstance(instance.content(), instance.health(), instance.cause(), draining,
				incarnation);
		if (!next.equals(before)) {
			put(next);
		}
		send(peer, new ServerMessage.Registered(seq, key.service().name(), key.id(), incarnation,
				new Cursor(this.epoch, this.revision)));
	}

	private void heartbeat(FakeSocketServer.Peer peer, ClientMessage.Heartbeat heartbeat) {
		Set<InstanceKey> held = this.registered.getOrDefault(peer, Set.of());
		for (InstanceKey key : List.copyOf(held)) {
			String holder = this.startIds.get(key);
			if (holder == null || holder.equals(ANOTHER_PROCESS)) {
				held.remove(key);
				send(peer,
						refused(heartbeat.seq(), (holder == null) ? Problem.REGISTER_AGAIN : Problem.SUPERSEDED, key));
			}
		}
		for (ClientMessage.HealthReport report : heartbeat.health()) {
			InstanceKey key = key(report.namespace(), report.name(), report.id());
			ServiceInstance before = get(key);
			if (before != null) {
				put(new ServiceInstance(before.content(), report.health(), report.cause(), before.draining(),
						before.incarnation()));
			}
		}
		send(peer, new ServerMessage.Alive(heartbeat.seq()));
	}

	private void drain(FakeSocketServer.Peer peer, ClientMessage.Drain drain) {
		InstanceKey key = key(drain.namespace(), drain.name(), drain.id());
		ServiceInstance before = get(key);
		if (before == null || !drain.startId().equals(this.startIds.get(key))) {
			send(peer, refused(drain.seq(), Problem.REGISTER_AGAIN, key));
			return;
		}
		if (!before.draining()) {
			put(new ServiceInstance(before.content(), before.health(), before.cause(), true, before.incarnation()));
		}
		this.drains.add(new Draining(peer, drain.seq(), key, this.revision));
		answerDrains();
	}

	private void acknowledged(FakeSocketServer.Peer peer, ClientMessage.Ack ack) {
		this.onAck.accept(ack);
		for (Watcher watcher : this.watchers) {
			if (watcher.peer == peer && watcher.seq == ack.watch() && !ack.underWay()) {
				watcher.acknowledged = ack.cursor().revision();
			}
		}
		answerDrains();
	}

	private void answerDrains() {
		this.drains.removeIf((drain) -> {
			boolean answered = !this.holdsDrains && this.watchers.stream()
				.allMatch((watcher) -> watcher.peer == drain.peer || !watcher.service.equals(drain.key.service())
						|| watcher.acknowledged >= drain.revision);
			if (answered) {
				send(drain.peer, new ServerMessage.Drained(drain.seq, drain.key.service().name(), drain.key.id(),
						new Cursor(this.epoch, drain.revision), 0));
			}
			return answered;
		});
	}

	private void watch(FakeSocketServer.Peer peer, ClientMessage.Watch watch) {
		ServiceKey service = new ServiceKey((watch.namespace() != null) ? watch.namespace() : "default",
				watch.service());
		Watcher watcher = new Watcher(peer, watch.seq(), service);
		this.watchers.add(watcher);
		Cursor after = watch.cursor();
		if (after != null && after.equals(new Cursor(this.epoch, this.revision))) {
			watcher.sent = this.revision;
			send(peer, new ServerMessage.Delta(watch.seq(), service, this.revision, after, List.of(), List.of()));
		}
		else {
			snapshot(watcher);
		}
	}

	private void snapshot(Watcher watcher) {
		boolean known = this.services.containsKey(watcher.service);
		List<ServiceInstance> all = known ? List.copyOf(service(watcher.service).values()) : List.of();
		Cursor cursor = new Cursor(this.epoch, this.revision);
		int from = 0;
		do {
			int to = (int) Math.min(all.size(), (long) from + this.snapshotPart);
			send(watcher.peer, new ServerMessage.Snapshot(watcher.seq, watcher.service, cursor, this.complete, known,
					to == all.size(), all.subList(from, to)));
			from = to;
		}
		while (from < all.size());
		watcher.sent = this.revision;
	}

	private void push(ServiceKey service, List<ServiceInstance> changed, List<String> removed) {
		for (Watcher watcher : this.watchers) {
			if (watcher.service.equals(service)) {
				send(watcher.peer, new ServerMessage.Delta(watcher.seq, service, watcher.sent,
						new Cursor(this.epoch, this.revision), changed, removed));
				watcher.sent = this.revision;
			}
		}
	}

	private Map<String, ServiceInstance> service(ServiceKey key) {
		return this.services.computeIfAbsent(key, (absent) -> new TreeMap<>());
	}

	private void send(FakeSocketServer.Peer peer, ServerMessage message) {
		if (!this.silent) {
			peer.send(MessageCodec.encode(message));
		}
	}

	private static InstanceKey key(@Nullable String namespace, String name, String id) {
		return new InstanceKey(new ServiceKey((namespace != null) ? namespace : "default", name), id);
	}

	private static ServerMessage refused(long re, String code, InstanceKey key) {
		return new ServerMessage.Refused(re, Problem.of(code, code + ": " + key), key);
	}

	private record Draining(FakeSocketServer.Peer peer, long seq, InstanceKey key, long revision) {

	}

	private static final class Watcher {

		private final FakeSocketServer.Peer peer;

		private final long seq;

		private final ServiceKey service;

		private long sent;

		private long acknowledged;

		Watcher(FakeSocketServer.Peer peer, long seq, ServiceKey service) {
			this.peer = peer;
			this.seq = seq;
			this.service = service;
		}

	}

}
