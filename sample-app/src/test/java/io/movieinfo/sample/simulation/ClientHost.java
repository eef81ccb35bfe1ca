package io.movieinfo.sample.simulation;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;

import io.movieinfo.registry.client.RegistryClient;
import io.movieinfo.registry.client.SimulatedClients;
import io.movieinfo.registry.client.transport.ClientThread;
import io.movieinfo.registry.client.transport.Connector;
import io.movieinfo.registry.client.transport.Surroundings;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.VirtualTime;

/**
 * A client's process on a host of its own, with the way to the server.
 */
final class ClientHost implements Connector {

	private final VirtualTime time;

	private final SplittableRandom random;

	private final Judge judge;

	private final ServerNode server;

	private final SimulatedProcess process;

	private final Path path;

	private final ScheduledExecutorService thread;

	private final RegistryClient client;

	private final List<Wire> wires = new ArrayList<>();

	private final List<Application> applications = new ArrayList<>();

	private int started;

	ClientHost(VirtualTime time, SplittableRandom random, Judge judge, ServerNode server, int number) {
		this.time = time;
		this.random = random;
		this.judge = judge;
		this.server = server;
		this.process = new SimulatedProcess(time, "client-" + number);
		this.path = new Path(random.split());
		this.thread = this.process.executor("thread");
		Surroundings surroundings = new Surroundings(new ClientThread(this.thread, time), this, this.process::executor,
				time, random.split(), () -> "start-" + number + "-" + ++this.started);
		this.client = SimulatedClients.create(this.process.toString(), Duration.ofSeconds(2), surroundings);
	}

	void start(List<ServiceKey> services) {
		this.client.start();
		services.forEach((service) -> {
			this.judge.watches(this, service);
			this.client.discovery().addListener(service, (snapshot) -> this.judge.listened(this, snapshot));
		});
	}

	RegistryClient client() {
		return this.client;
	}

	SimulatedProcess process() {
		return this.process;
	}

	Path path() {
		return this.path;
	}

	List<Wire> wires() {
		return this.wires;
	}

	/**
	 * The starts of instances in this process, in order.
	 */
	List<Application> applications() {
		return this.applications;
	}

	/**
	 * The name that the next start of an instance will have.
	 */
	String nextStartId() {
		return this.process.toString().replace("client", "start") + "-" + (this.started + 1);
	}

	/**
	 * Keeps the client's own thread from running, while the rest of the process does.
	 */
	void blockThread(Duration duration) {
		this.time.freeze(this.thread, duration);
	}

	void kill() {
		this.process.kill();
		List.copyOf(this.wires).forEach((wire) -> wire.clientEnds(Frame.BROKEN_OFF));
		this.applications.forEach(Application::died);
		this.judge.died(this);
	}

	@Override
	public CompletableFuture<WebSocket> open(URI url, Duration timeout, WebSocket.Listener listener) {
		CompletableFuture<WebSocket> socket = new CompletableFuture<>();
		this.process.io(timeout.toNanos(), () -> socket.completeExceptionally(new HttpTimeoutException("timed out")));
		if (this.path.isOpen()) {
			this.process.io(this.path.delay(), () -> knock(socket, listener));
		}
		return socket;
	}

	@Override
	public void close() {
		// what is open ends by itself
	}

	@Override
	public String toString() {
		return this.process.toString();
	}

	private void knock(CompletableFuture<WebSocket> socket, WebSocket.Listener listener) {
		ServerNode.Run run = this.server.run();
		if (run == null) {
			socket.completeExceptionally(new ConnectException());
			return;
		}
		Wire wire = new Wire(this.time, this.random.split(), this.judge, this, run, listener);
		this.wires.add(wire);
		run.wires().add(wire);
		run.process().io(0, () -> {
			if (!wire.isClientEnded() && run.equals(this.server.run())) {
				wire.accept();
				this.process.io(this.path.delay(), () -> opened(wire, socket));
			}
		});
	}

	private static void opened(Wire wire, CompletableFuture<WebSocket> socket) {
		if (!wire.isClientEnded()) {
			if (socket.isDone()) {
				wire.clientEnds(Frame.BROKEN_OFF);
			}
			else {
				wire.socket().open();
				socket.complete(wire.socket());
			}
		}
	}

}
