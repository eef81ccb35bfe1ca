package io.movieinfo.sample.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

import io.movieinfo.sample.process.FreePort;
import io.movieinfo.sample.process.Host;
import io.movieinfo.sample.process.HttpProbe;
import io.movieinfo.sample.process.JavaProcess;
import io.movieinfo.sample.process.Processes;
import io.movieinfo.sample.process.Progress;
import org.jspecify.annotations.Nullable;

import org.springframework.util.FileSystemUtils;

/**
 * A registry server, providers and callers, each a process of its own with the settings
 * that everybody gets who sets none. A provider is named by its role and a number, as in
 * {@code movie-1}, which is its id too. For one thread.
 */
final class Cluster {

	private static final Duration GRACE = Duration.ofSeconds(30);

	/** An application that calls others sets one. */
	private static final String READ_TIMEOUT = "--spring.http.clients.read-timeout=";

	/** Longer than a busy machine takes for a call. */
	private static final String USUAL_READ_TIMEOUT = READ_TIMEOUT + "5s";

	private final Processes processes;

	private final Host serverHost;

	private final int serverPort;

	private final Path directory;

	private final Progress progress;

	private final RandomGenerator random;

	private final HttpProbe http = new HttpProbe();

	private final Map<String, JavaProcess> providers = new TreeMap<>();

	private @Nullable JavaProcess server;

	Cluster(Processes processes, Host serverHost, Path directory, Progress progress, RandomGenerator random) {
		this.processes = processes;
		this.serverHost = serverHost;
		this.serverPort = FreePort.find(random);
		this.directory = directory;
		this.progress = progress;
		this.random = random;
	}

	URI serverUrl() {
		return URI.create("http://%s:%d".formatted(this.serverHost.address(), this.serverPort));
	}

	/**
	 * Starts the server, the first time or again, and waits until it answers.
	 */
	void startServer() {
		launchServer();
		awaitServer();
	}

	/**
	 * Starts the server, and waits for nothing.
	 */
	void launchServer() {
		List<String> arguments = new ArrayList<>(
				List.of("--server.port=" + this.serverPort, "--registry.server.data-dir=" + data()));
		if (!this.serverHost.equals(Host.LOCAL)) {
			arguments.add("--server.address=" + this.serverHost.address());
			arguments.add("--registry.server.security.mode=open");
		}
		this.server = this.processes.startServer("server", this.serverHost, arguments);
	}

	void awaitServer() {
		JavaProcess started = server();
		this.progress.until("answer of the server, see " + started.log(), () -> {
			started.ensureAlive();
			return this.http.get(serverUrl().resolve("/v1/services")) != null;
		});
	}

	/**
	 * Waits until leases run out as usual: nothing does in the first 30 s after a start
	 * of the server.
	 */
	void awaitGuardReleased() {
		this.progress.until("release of the mass-expiry guard", () -> {
			String guard = this.http.get(serverUrl().resolve("/v1/guard"));
			return guard != null && guard.contains("\"engaged\":false");
		});
	}

	JavaProcess server() {
		return Objects.requireNonNull(this.server, "no server was started");
	}

	/**
	 * Kills the server, and waits for its end.
	 */
	void killServer() {
		server().kill();
		server().awaitEnd(GRACE);
	}

	/**
	 * Deletes what the server has stored; it must not run.
	 */
	void deleteData() {
		try {
			FileSystemUtils.deleteRecursively(data());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Starts a provider on this machine, and waits for nothing.
	 */
	JavaProcess startProvider(String id) {
		return startProvider(id, id, Host.LOCAL);
	}

	/**
	 * Starts a provider, and waits for nothing.
	 * @param name the process's name here, and its log's
	 * @param id the id to register with
	 */
	JavaProcess startProvider(String name, String id, Host host) {
		JavaProcess provider = this.processes.startApplication(role(id), name, host, registered(name, id, 0));
		this.providers.put(name, provider);
		return provider;
	}

	JavaProcess provider(String name) {
		return Objects.requireNonNull(this.providers.get(name), () -> name + " was not started");
	}

	/**
	 * Stops a provider as it is meant to be stopped, and waits for its end.
	 */
	void stop(String name) {
		JavaProcess provider = provider(name);
		provider.askToStop();
		provider.awaitEnd(GRACE);
	}

	/**
	 * Starts a caller, and waits until it answers.
	 * @param name its name, and its id
	 * @param arguments its own, besides the usual ones
	 */
	Caller startCaller(String name, Host host, String... arguments) {
		Caller caller = launchCaller(name, host, arguments);
		awaitCaller(caller);
		return caller;
	}

	/**
	 * Starts a caller, and waits for nothing.
	 */
	Caller launchCaller(String name, Host host, String... arguments) {
		int port = FreePort.find(this.random);
		List<String> all = new ArrayList<>(registered(name, name, port));
		all.addAll(List.of(arguments));
		if (all.stream().noneMatch((argument) -> argument.startsWith(READ_TIMEOUT))) {
			all.add(USUAL_READ_TIMEOUT);
		}
		JavaProcess process = this.processes.startApplication("caller", name, host, all);
		return new Caller(process, this.progress, URI.create("http://%s:%d".formatted(host.address(), port)));
	}

	void awaitCaller(Caller caller) {
		this.progress.until("answer of %s, see %s".formatted(caller.process(), caller.process().log()), () -> {
			caller.process().ensureAlive();
			return this.http.get(caller.url().resolve("/calls")) != null;
		});
	}

	/**
	 * Waits until the server has heard of instances, by sessions of their own, since a
	 * moment.
	 * @return how long after that moment it was
	 */
	Duration awaitConnected(Set<String> ids, long micros) {
		ServerView view = new ServerView(serverUrl());
		for (String id : ids) {
			this.progress.until("session of %s, see %s".formatted(id, this.directory),
					() -> view.connected(service(id), micros).contains(id));
		}
		return Micros.between(micros, Micros.now());
	}

	/**
	 * Starts the server, providers and a caller of all their services, lets it call until
	 * everything is warm, and counts its calls from then on.
	 */
	Caller startAll(Set<String> providers, String... callerArguments) {
		startServer();
		providers.forEach(this::startProvider);
		List<String> arguments = new ArrayList<>(List.of(callerArguments));
		arguments.add("--movieinfo.caller.services="
				+ String.join(",", providers.stream().map(Cluster::service).distinct().sorted().toList()));
		Caller caller = startCaller("caller-1", Host.LOCAL, arguments.toArray(String[]::new));
		caller.awaitRoutable(providers);
		caller.warmUp();
		return caller;
	}

	static String service(String id) {
		return role(id) + "-service";
	}

	private static String role(String id) {
		return id.substring(0, id.indexOf('-'));
	}

	private List<String> registered(String name, String id, int port) {
		return List.of("--server.port=" + port, "--registry.client.server-urls=" + serverUrl(),
				"--registry.client.instance.id=" + id, "--registry.client.discovery.cache.directory=" + cache(name));
	}

	/**
	 * Returns where a process keeps its last known lists.
	 */
	Path cache(String name) {
		return this.directory.resolve("cache").resolve(name);
	}

	private Path data() {
		return this.directory.resolve("data");
	}

}
