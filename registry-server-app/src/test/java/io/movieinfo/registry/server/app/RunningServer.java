package io.movieinfo.registry.server.app;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import static org.awaitility.Awaitility.await;

/**
 * A real server on a free loopback port.
 */
public final class RunningServer implements AutoCloseable {

	public static final HttpClient HTTP = HttpClient.newHttpClient();

	/** With these, no lease runs out and nobody is suspected for silence. */
	private static final String[] CALM = { "--registry.server.lease.ttl=1h",
			"--registry.server.lease.heartbeat-interval=30m" };

	private final ConfigurableApplicationContext context;

	private final int port;

	private RunningServer(ConfigurableApplicationContext context) {
		this.context = context;
		this.port = Objects.requireNonNull(((ServletWebServerApplicationContext) context).getWebServer()).getPort();
	}

	/**
	 * Starts a server that forgets everything when it stops, and whose lists are complete
	 * already.
	 * @param arguments more of them, as on the command line
	 */
	public static RunningServer start(String... arguments) {
		List<String> all = new ArrayList<>(List.of(arguments));
		all.add("--registry.server.guard.start-hold=0s");
		RunningServer server = startFresh(all.toArray(String[]::new));
		await().until(() -> server.get("/v1/services").body().contains("\"complete\":true"));
		return server;
	}

	/**
	 * Starts a server as {@link #start} does, on which nobody falls silent however long
	 * the tests take.
	 */
	public static RunningServer startCalm(String... arguments) {
		List<String> all = new ArrayList<>(List.of(CALM));
		all.addAll(List.of(arguments));
		return start(all.toArray(String[]::new));
	}

	/**
	 * Starts a server that forgets everything when it stops.
	 * @param arguments more of them, as on the command line
	 */
	public static RunningServer startFresh(String... arguments) {
		return run("--registry.server.store=memory", arguments);
	}

	/**
	 * Starts a server on a data directory.
	 */
	public static RunningServer startIn(Path dataDir, String... arguments) {
		return run("--registry.server.data-dir=" + dataDir, arguments);
	}

	private static RunningServer run(String store, String... arguments) {
		List<String> all = new ArrayList<>(List.of(store));
		all.addAll(List.of(arguments));
		if (all.stream().noneMatch((argument) -> argument.startsWith("--server.port="))) {
			all.add("--server.port=0");
		}
		SpringApplication application = new SpringApplication(RegistryServerApplication.class);
		return new RunningServer(application.run(all.toArray(String[]::new)));
	}

	public int port() {
		return this.port;
	}

	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	public <T> T bean(String name, Class<T> type) {
		return this.context.getBean(name, type);
	}

	public URI uri(String path) {
		return URI.create("http://localhost:" + this.port + path);
	}

	public HttpResponse<String> get(String path) {
		return send(HttpRequest.newBuilder(uri(path)).build());
	}

	public HttpResponse<String> send(HttpRequest request) {
		return send(request, HttpResponse.BodyHandlers.ofString());
	}

	/**
	 * Returns the response as soon as its headers are there.
	 */
	public HttpResponse<InputStream> open(HttpRequest request) {
		return send(request, HttpResponse.BodyHandlers.ofInputStream());
	}

	private static <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
		try {
			return HTTP.send(request, handler);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Everything that is registered in a namespace's service, and the cursors.
	 */
	public String state(String namespace, String service) {
		return get("/v1/services?namespace=" + namespace).body()
				+ get("/v1/services/%s/instances?health=all&namespace=%s".formatted(service, namespace)).body();
	}

	@Override
	public void close() {
		this.context.close();
	}

}
