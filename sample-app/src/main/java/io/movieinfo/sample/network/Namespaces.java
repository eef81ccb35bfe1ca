package io.movieinfo.sample.network;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.movieinfo.sample.process.CheckFailedException;
import org.jspecify.annotations.Nullable;

/**
 * The network namespaces that this program makes. Their names say whose they are:
 * {@code movieinfo-PID-NUMBER-HOST}, with the process that made them.
 */
final class Namespaces {

	private static final Pattern NAME = Pattern.compile("movieinfo-(\\d+)-\\d+-[a-z0-9-]+");

	private Namespaces() {
	}

	/**
	 * Returns the name of a namespace of this process.
	 * @param number which network of this process it belongs to
	 */
	static String name(int number, String host) {
		return "movieinfo-%d-%d-%s".formatted(ProcessHandle.current().pid(), number, host);
	}

	/**
	 * Returns what to put before a command to run it in a namespace.
	 */
	static List<String> prefix(String namespace) {
		return List.of("ip", "netns", "exec", namespace);
	}

	/**
	 * Says why there can be no namespaces here, {@code null} if there can: one is made to
	 * find out, and removed.
	 */
	static @Nullable String obstacle() {
		String trial = name(0, "trial");
		try {
			Shell.run("ip", "netns", "add", trial);
			try {
				Shell.run("ip", "netns", "exec", trial, "nft", "list", "tables");
				return null;
			}
			finally {
				remove(trial);
			}
		}
		catch (CheckFailedException | UncheckedIOException ex) {
			return "needs root and the tools ip and nft";
		}
	}

	/**
	 * Removes the namespaces whose process has ended without doing so, and what still
	 * runs in them.
	 */
	static void removeLeftOvers() {
		for (String line : Shell.run("ip", "netns", "list").lines().toList()) {
			String name = line.split(" ", 2)[0];
			if (isLeftOver(name)) {
				Shell.run("ip", "netns", "pids", name)
					.lines()
					.map(Long::valueOf)
					.map(ProcessHandle::of)
					.flatMap(Optional::stream)
					.forEach(ProcessHandle::destroyForcibly);
				remove(name);
			}
		}
	}

	/**
	 * Whether a namespace was made by such a program, and its maker is gone.
	 */
	static boolean isLeftOver(String name) {
		Matcher matcher = NAME.matcher(name);
		return matcher.matches() && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty();
	}

	static void remove(String namespace) {
		Shell.run("ip", "netns", "delete", namespace);
	}

}
