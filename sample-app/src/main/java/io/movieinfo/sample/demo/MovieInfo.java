package io.movieinfo.sample.demo;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.sample.process.Host;
import io.movieinfo.sample.process.HttpProbe;
import io.movieinfo.sample.process.JavaProcess;
import io.movieinfo.sample.process.Processes;
import io.movieinfo.sample.process.Progress;
import org.jspecify.annotations.Nullable;

/**
 * MovieInfo as a whole: the registry server, the applications by name, and a watching
 * consumer. For one thread.
 */
final class MovieInfo {

	static final List<String> AT_FIRST = List.of("movie-1", "movie-2", "user-1", "user-2", "home-1");

	private static final Duration GRACE = Duration.ofSeconds(30);

	private final Processes processes;

	private final int serverPort;

	private final Path data;

	private final Progress progress;

	private final RegistryView view;

	private final HttpProbe http = new HttpProbe();

	private final Map<String, JavaProcess> applications = new TreeMap<>();

	private @Nullable JavaProcess server;

	/**
	 * Creates it; nothing runs yet.
	 * @param serverPort where the registry server is to listen
	 * @param data where it is to keep its data
	 */
	MovieInfo(Processes processes, int serverPort, Path data, RegistryView view, Progress progress) {
		this.processes = processes;
		this.serverPort = serverPort;
		this.data = data;
		this.view = view;
		this.progress = progress;
	}

	/**
	 * Starts the server and the first applications, and waits until all are listed.
	 */
	void startAll() {
		startServer();
		AT_FIRST.forEach((id) -> launch(id, id));
		AT_FIRST.forEach(this::awaitListed);
	}

	/**
	 * Starts the server, and waits until it answers.
	 */
	void startServer() {
		JavaProcess started = this.processes.startServer("server", Host.LOCAL,
				List.of("--server.port=" + this.serverPort, "--registry.server.data-dir=" + this.data));
		this.server = started;
		this.progress.until("answer of the server, see " + started.log(), () -> {
			started.ensureAlive();
			return this.http.get(serverUrl().resolve("/v1/services")) != null;
		});
	}

	/**
	 * Kills the server, and waits for its end.
	 */
	void killServer() {
		kill(Objects.requireNonNull(this.server, "no server was started"));
	}

	/**
	 * Starts an application; its name is its role and a number, as in {@code movie-3}.
	 * @param name its name
	 * @param id the id to register with
	 */
	void launch(String name, String id) {
		this.applications.put(name,
				this.processes.startApplication(role(name), name, Host.LOCAL,
						List.of("--server.port=0", "--registry.client.server-urls=" + serverUrl(),
								"--registry.client.instance.id=" + id,
								"--registry.client.discovery.cache.directory="
										+ this.data.resolveSibling("cache").resolve(name),
								// lets the demo see who is connected
								"--management.endpoint.health.show-components=always")));
	}

	/**
	 * Waits until an application is listed and routable.
	 */
	ServiceInstance awaitListed(String name) {
		JavaProcess process = process(name);
		return this.progress.await("registration of " + name + ", see " + process.log(), () -> {
			process.ensureAlive();
			return this.view.routable(service(name), name);
		});
	}

	/**
	 * Kills an application, and waits for its end.
	 */
	void kill(String name) {
		kill(forget(name));
	}

	/**
	 * Stops an application the way it is meant to be stopped, and waits for its end.
	 */
	void stop(String name) {
		JavaProcess process = forget(name);
		process.askToStop();
		process.awaitEnd(GRACE);
	}

	JavaProcess process(String name) {
		return Objects.requireNonNull(this.applications.get(name), name + " was not started");
	}

	/**
	 * Waits until every running application says that it has a session with the server.
	 */
	void awaitAllConnected() {
		this.applications.forEach((name, process) -> {
			ServiceInstance instance = awaitListed(name);
			URI health = url(instance).resolve("/actuator/health/registry");
			this.progress.until("session of " + name + ", see " + process.log(), () -> {
				process.ensureAlive();
				String answer = this.http.get(health);
				return answer != null && answer.contains("\"UP\"");
			});
		});
	}

	URI serverUrl() {
		return url(this.serverPort);
	}

	/**
	 * Returns where the front page is.
	 */
	URI home() {
		return url(awaitListed("home-1"));
	}

	/**
	 * Returns the server and the applications that nobody has ended here.
	 */
	List<JavaProcess> running() {
		return Stream.concat(Stream.ofNullable(this.server), this.applications.values().stream()).toList();
	}

	/**
	 * Returns where a server is that listens on a port.
	 */
	static URI url(int serverPort) {
		return URI.create("http://127.0.0.1:" + serverPort);
	}

	static String service(String name) {
		return role(name) + "-service";
	}

	private static String role(String name) {
		return name.substring(0, name.indexOf('-'));
	}

	private JavaProcess forget(String name) {
		JavaProcess process = process(name);
		this.applications.remove(name);
		return process;
	}

	private static void kill(JavaProcess process) {
		process.kill();
		process.awaitEnd(GRACE);
	}

	private static URI url(ServiceInstance instance) {
		String address = instance.address().contains(":") ? "[" + instance.address() + "]" : instance.address();
		return URI.create("http://%s:%d".formatted(address, instance.port()));
	}

}
