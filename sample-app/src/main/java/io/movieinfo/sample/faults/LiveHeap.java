package io.movieinfo.sample.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;

import io.movieinfo.sample.process.CheckFailedException;
import io.movieinfo.sample.process.JavaProcess;

/**
 * What lives in a process's heap, after a full collection, as {@code jcmd} tells.
 *
 * @param bytes how much
 */
record LiveHeap(long bytes) {

	/** Number, instances, bytes and class. */
	private static final Pattern LINE = Pattern.compile("^\\s*\\d+:\\s+\\d+\\s+(\\d+)\\s+(\\S+)", Pattern.MULTILINE);

	/**
	 * Collectors put arrays where they leave a gap: they come and go with each
	 * collection, and nobody holds them.
	 */
	private static final Set<String> FILLERS = Set.of("[I", "jdk.internal.vm.FillerArray",
			"jdk.internal.vm.FillerElement[]", "[Ljdk.internal.vm.FillerElement;");

	/**
	 * Looks at a process.
	 * @param file where to keep all that {@code jcmd} says, class by class
	 */
	static LiveHeap of(JavaProcess process, Path file) {
		try {
			Process jcmd = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
					Long.toString(process.pid()), "GC.class_histogram")
				.redirectErrorStream(true)
				.start();
			String text = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			Files.writeString(file, text);
			if (jcmd.waitFor() != 0) {
				throw new CheckFailedException("jcmd says nothing of the heap of %s: %s".formatted(process, text));
			}
			return parse(text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Could not run jcmd, or keep what it says", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CheckFailedException("interrupted");
		}
	}

	/**
	 * Adds up a histogram of classes.
	 * @throws CheckFailedException if it is none
	 */
	static LiveHeap parse(String histogram) {
		long bytes = LINE.matcher(histogram)
			.results()
			.filter((line) -> !FILLERS.contains(line.group(2)))
			.mapToLong((line) -> Long.parseLong(line.group(1)))
			.sum();
		if (bytes == 0) {
			throw new CheckFailedException("jcmd names no class: " + histogram);
		}
		return new LiveHeap(bytes);
	}

}
