package io.movieinfo.sample.cloud;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;

/**
 * A Spring Boot application in a process of its own, with a part of this one's class
 * path.
 */
final class JavaProcess implements AutoCloseable {

	/** What neither the registry server nor a provider of the sample has. */
	private static final List<String> SPRING_CLOUD = List.of("sample-cloud", "spring-cloud-", "spring-retry", "webflux",
			"reactor-", "netty", "feign");

	/** What a registry server has not. */
	static final List<String> CLIENT = List.of("registry-client", "registry-spring-boot-", "sample-app");

	/** What a provider has not. */
	static final List<String> SERVER = List.of("registry-server-", "springdoc", "h2-mvstore");

	private final Process process;

	private final Path log;

	private JavaProcess(Process process, Path log) {
		this.process = process;
		this.log = log;
	}

	/**
	 * Starts an application.
	 * @param log where its output is appended
	 * @param without parts of the names of what its class path lacks
	 */
	static JavaProcess start(Path log, String mainClass, List<String> without, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-Xmx128m", "-cp", classPath(without), mainClass));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
			.start();
		return new JavaProcess(process, log);
	}

	/**
	 * Waits for a condition, for as long as the process lives.
	 */
	void await(String what, BooleanSupplier condition) {
		Awaitility.await(what).atMost(Duration.ofMinutes(2)).until(() -> {
			if (!this.process.isAlive()) {
				throw new IllegalStateException("The process has ended:\n" + Files.readString(this.log));
			}
			return condition.getAsBoolean();
		});
	}

	/**
	 * Ends it like {@code kill -9}, and waits for its end.
	 */
	void kill() {
		this.process.destroyForcibly().onExit().join();
	}

	/**
	 * Has it stop as operators do, and waits for its end.
	 */
	void stop() {
		this.process.destroy();
		this.process.onExit().join();
	}

	@Override
	public void close() {
		kill();
	}

	private static String classPath(List<String> without) {
		return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> SPRING_CLOUD.stream().noneMatch(entry::contains))
			.filter((entry) -> without.stream().noneMatch(entry::contains))
			.collect(Collectors.joining(File.pathSeparator));
	}

}
