package io.movieinfo.sample.endtoend;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

import io.movieinfo.registry.server.app.RegistryServerApplication;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import org.springframework.util.FileSystemUtils;

/**
 * A registry server in a process of its own, so that it can be killed and started again
 * at the same port.
 */
final class ServerProcess implements AutoCloseable {

	/** A server has neither a client of the registry nor the sample. */
	private static final List<String> NOT_FOR_SERVERS = List.of("registry-client", "registry-spring-boot-",
			"registry-test", "sample-app");

	private final HttpClient http = HttpClient.newHttpClient();

	private final Path directory;

	private final List<String> options;

	private final int port = freePort();

	private @Nullable Process process;

	/**
	 * Creates it; nothing runs yet.
	 * @param directory where it keeps its data and its log
	 */
	ServerProcess(Path directory) {
		this(directory, "-XX:TieredStopAtLevel=1");
	}

	/**
	 * Creates it; nothing runs yet.
	 * @param directory where it keeps its data and its log
	 * @param options what is said to its Java
	 */
	ServerProcess(Path directory, String... options) {
		this.directory = directory;
		this.options = List.of(options);
	}

	URI url() {
		return URI.create("http://127.0.0.1:" + this.port);
	}

	/**
	 * Starts the server, and waits until it answers.
	 * @param arguments more of Spring Boot's arguments
	 */
	void start(String... arguments) throws IOException {
		Path log = log();
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(this.options);
		command
			.addAll(List.of("-cp", classPath(), RegistryServerApplication.class.getName(), "--server.port=" + this.port,
					"--registry.server.data-dir=" + data(), "--spring.config.location=optional:file:./none/"));
		command.addAll(List.of(arguments));
		Process started = new ProcessBuilder(command).directory(this.directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
			.start();
		this.process = started;
		Awaitility.await("answer of the server").atMost(Duration.ofMinutes(1)).until(() -> {
			if (!started.isAlive()) {
				throw new IllegalStateException("The server has ended:\n" + Files.readString(log));
			}
			return answers();
		});
	}

	/**
	 * Ends the server like {@code kill -9}, and waits for its end.
	 */
	void kill() {
		if (this.process != null) {
			this.process.destroyForcibly().onExit().join();
		}
	}

	/**
	 * Has the server stop as operators do, and waits for its end.
	 */
	void stop() {
		if (this.process != null) {
			this.process.destroy();
			this.process.onExit().join();
		}
	}

	/**
	 * Where the server's log is.
	 */
	Path log() {
		return this.directory.resolve("server.log");
	}

	void deleteData() throws IOException {
		FileSystemUtils.deleteRecursively(data());
	}

	@Override
	public void close() {
		kill();
	}

	private Path data() {
		return this.directory.resolve("data");
	}

	private boolean answers() throws InterruptedException {
		try {
			HttpRequest request = HttpRequest.newBuilder(url().resolve("/v1/services")).build();
			return this.http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static String classPath() {
		return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> NOT_FOR_SERVERS.stream().noneMatch(entry::contains))
			.collect(Collectors.joining(File.pathSeparator));
	}

	/**
	 * Finds a port below those that outgoing connections are given: while the server is
	 * away, nobody gets its port.
	 */
	private static int freePort() {
		while (true) {
			int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
			try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
				return socket.getLocalPort();
			}
			catch (IOException ex) {
				// taken: try another one
			}
		}
	}

}
