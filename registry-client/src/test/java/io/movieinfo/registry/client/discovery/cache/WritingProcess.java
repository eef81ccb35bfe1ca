package io.movieinfo.registry.client.discovery.cache;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Another process that keeps a list in a directory, a new one each moment until it is
 * killed.
 */
final class WritingProcess implements AutoCloseable {

	static final int SIZE = 500;

	private final Process process;

	private WritingProcess(Process process) {
		this.process = process;
	}

	/**
	 * Starts the process, and waits until it has written a list.
	 */
	static WritingProcess start(Path directory) throws IOException {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), WritingProcess.class.getName(),
				directory.toString())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		BufferedReader output = new BufferedReader(
				new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
		String line = output.readLine();
		while (line != null && !line.equals("written")) {
			line = output.readLine();
		}
		return new WritingProcess(process);
	}

	/**
	 * Ends it like {@code kill -9}.
	 */
	@Override
	public void close() {
		this.process.destroyForcibly().onExit().join();
	}

	public static void main(String[] arguments) {
		ListDirectory directory = new ListDirectory(Path.of(arguments[0]),
				new ListFormat(List.of(ListDirectoryTests.URL)));
		for (long revision = 0;; revision++) {
			directory.write(List.of(Lists.list(Lists.MOVIES, revision, SIZE)));
			if (revision == 0) {
				System.out.println("written");
			}
		}
	}

}
