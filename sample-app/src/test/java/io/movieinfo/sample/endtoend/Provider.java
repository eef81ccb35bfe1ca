package io.movieinfo.sample.endtoend;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import com.sun.net.httpserver.HttpServer;
import io.movieinfo.registry.client.RegistryClient;
import io.movieinfo.registry.client.registration.HealthChecker;
import io.movieinfo.registry.client.registration.Registration;
import io.movieinfo.registry.protocol.InstanceContent;

/**
 * An application without a framework: answers its port over HTTP, and is registered.
 */
final class Provider implements AutoCloseable {

	private final HttpServer http;

	private final RegistryClient client;

	private final Registration registration;

	private Provider(HttpServer http, RegistryClient client, Registration registration) {
		this.http = http;
		this.client = client;
		this.registration = registration;
	}

	static Provider start(URI server, String namespace, String service, String id) throws IOException {
		return start(List.of(server), namespace, service, id);
	}

	static Provider start(List<URI> servers, String namespace, String service, String id) throws IOException {
		HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		int port = http.getAddress().getPort();
		byte[] answer = Integer.toString(port).getBytes(StandardCharsets.US_ASCII);
		http.createContext("/port", (exchange) -> {
			exchange.sendResponseHeaders(200, answer.length);
			exchange.getResponseBody().write(answer);
			exchange.close();
		});
		http.start();
		RegistryClient client = RegistryClient.builder()
			.serverUrls(servers)
			.namespace(namespace)
			.application(service)
			.process(id)
			.build();
		client.start();
		Registration registration = client.register(
				InstanceContent.builder(service).namespace(namespace).id(id).address("127.0.0.1").port(port).build(),
				HealthChecker.ALWAYS_HEALTHY);
		return new Provider(http, client, registration);
	}

	int port() {
		return this.http.getAddress().getPort();
	}

	RegistryClient client() {
		return this.client;
	}

	Registration registration() {
		return this.registration;
	}

	boolean registered() {
		return this.client.session().connected() && this.registration.state() == Registration.State.REGISTERED;
	}

	/**
	 * Leaves the registry, then stops answering. Idempotent.
	 */
	@Override
	public void close() {
		leave();
	}

	void leave() {
		this.registration.drain(Duration.ofSeconds(2));
		this.registration.deregister(Duration.ofSeconds(2));
		this.client.close();
		this.http.stop(0);
	}

}
