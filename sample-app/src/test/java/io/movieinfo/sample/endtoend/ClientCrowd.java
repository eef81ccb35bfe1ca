package io.movieinfo.sample.endtoend;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.movieinfo.registry.client.RegistryClient;
import io.movieinfo.registry.client.discovery.ServiceSnapshot;
import io.movieinfo.registry.client.registration.HealthChecker;
import io.movieinfo.registry.client.registration.Registration;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.ServiceKey;

/**
 * Many clients in one process, each with a session, a registration and a watch of its
 * own, as if each was an application of its own.
 */
final class ClientCrowd implements AutoCloseable {

	/**
	 * One process evaluates the health of all of them, which is not what is looked at.
	 */
	private static final Duration HEALTH_INTERVAL = Duration.ofMinutes(10);

	private final int each;

	private final ListeningPorts ports;

	private final List<Member> members = new ArrayList<>();

	private final AtomicInteger smallest = new AtomicInteger(Integer.MAX_VALUE);

	private ClientCrowd(int each, ListeningPorts ports) {
		this.each = each;
		this.ports = ports;
	}

	/**
	 * Starts the clients; they connect from now on.
	 * @param services how many services they share evenly; each registers an instance of
	 * one and watches the next
	 */
	static ClientCrowd start(URI server, int clients, int services) throws IOException {
		ClientCrowd crowd = new ClientCrowd(clients / services, ListeningPorts.open(clients));
		for (int i = 0; i < clients; i++) {
			RegistryClient client = RegistryClient.builder()
				.serverUrls(List.of(server))
				.application("crowd")
				.process("crowd-" + i)
				.healthInterval(HEALTH_INTERVAL)
				.build();
			ServiceKey watched = new ServiceKey("default", "crowd-" + (i + 1) % services);
			Registration registration = client.register(InstanceContent.builder("crowd-" + i % services)
				.id("member-" + i)
				.address("127.0.0.1")
				.port(crowd.ports.port(i))
				.build(), HealthChecker.ALWAYS_HEALTHY);
			client.discovery().addListener(watched, crowd::seen);
			crowd.members.add(new Member(client, registration, watched));
			client.start();
		}
		return crowd;
	}

	int size() {
		return this.members.size();
	}

	/**
	 * Whether every client has a session, is registered and knows the whole list that it
	 * watches.
	 */
	boolean complete() {
		return back() == this.members.size() && this.members.stream().allMatch((member) -> member.known() == this.each);
	}

	/**
	 * How many have a session and are registered.
	 */
	int back() {
		return (int) this.members.stream().filter(Member::registered).count();
	}

	/**
	 * The size of the shortest list that any of them was told of since the last call, at
	 * most the size that all should have.
	 */
	int shortestList() {
		return Math.min(this.each, this.smallest.getAndSet(Integer.MAX_VALUE));
	}

	int each() {
		return this.each;
	}

	@Override
	public void close() throws IOException {
		// one by one, their farewells would take minutes
		this.members.parallelStream().forEach((member) -> member.client.close());
		this.ports.close();
	}

	private void seen(ServiceSnapshot snapshot) {
		this.smallest.accumulateAndGet(snapshot.instances().size(), Math::min);
	}

	private record Member(RegistryClient client, Registration registration, ServiceKey watched) {

		boolean registered() {
			return this.client.session().connected() && this.registration.state() == Registration.State.REGISTERED;
		}

		int known() {
			return this.client.discovery().getInstances(this.watched).instances().size();
		}

	}

}
