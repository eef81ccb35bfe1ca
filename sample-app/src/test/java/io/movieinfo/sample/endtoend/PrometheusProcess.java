package io.movieinfo.sample.endtoend;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.random.RandomGenerator;

import io.movieinfo.sample.process.FreePort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * A real Prometheus with the configuration that operators are given.
 */
final class PrometheusProcess implements AutoCloseable {

	private static final Path DOCUMENTED = Path.of("../docs/prometheus");

	private static final String DOCUMENTED_SERVER = "localhost:8761";

	private static final ObjectMapper JSON = new ObjectMapper();

	private final HttpClient http = HttpClient.newHttpClient();

	private final Process process;

	private final Path log;

	private final URI url;

	private PrometheusProcess(Process process, Path log, URI url) {
		this.process = process;
		this.log = log;
		this.url = url;
	}

	/**
	 * Starts it; it asks the server once a second.
	 * @param directory for its files
	 * @param server the registry server, in place of the documented one
	 */
	static PrometheusProcess start(Path directory, URI server) throws IOException {
		String configuration = Files.readString(DOCUMENTED.resolve("prometheus.yml"))
			.replace(DOCUMENTED_SERVER, server.getAuthority())
			.replace(": 15s", ": 1s");
		Files.writeString(directory.resolve("prometheus.yml"), configuration);
		Files.copy(DOCUMENTED.resolve("alerts.yml"), directory.resolve("alerts.yml"));
		int port = FreePort.find(RandomGenerator.getDefault());
		Path log = directory.resolve("prometheus.log");
		Process process = new ProcessBuilder("prometheus", "--config.file=prometheus.yml", "--storage.tsdb.path=tsdb",
				"--web.listen-address=127.0.0.1:" + port)
			.directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		return new PrometheusProcess(process, log, URI.create("http://127.0.0.1:" + port));
	}

	/**
	 * Returns the result of a query at this moment, empty if it does not answer yet.
	 */
	JsonNode query(String expression) {
		return get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8)).path("result");
	}

	/**
	 * Returns what it scrapes, empty if it does not answer yet.
	 */
	JsonNode targets() {
		return get("/api/v1/targets?state=active").path("activeTargets");
	}

	/**
	 * Returns its groups of rules, empty if it does not answer yet.
	 */
	JsonNode rules() {
		return get("/api/v1/rules").path("groups");
	}

	@Override
	public void close() {
		this.process.destroyForcibly().onExit().join();
	}

	private JsonNode get(String path) {
		try {
			HttpRequest request = HttpRequest.newBuilder(this.url.resolve(path)).build();
			String answer = this.http.send(request, HttpResponse.BodyHandlers.ofString()).body();
			return answer.startsWith("{") ? JSON.readTree(answer).path("data") : JSON.createObjectNode();
		}
		catch (IOException ex) {
			if (!this.process.isAlive()) {
				throw new IllegalStateException("Prometheus has ended, see " + this.log + ":\n" + said(), ex);
			}
			return JSON.createObjectNode();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private String said() {
		try {
			return Files.readString(this.log);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

}
