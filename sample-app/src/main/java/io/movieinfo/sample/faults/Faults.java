package io.movieinfo.sample.faults;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.util.List;

import io.movieinfo.sample.process.OwnLog;
import io.movieinfo.sample.process.Setup;

import org.springframework.util.FileSystemUtils;

/**
 * The main class of the fault scenarios, started by the script {@code faults}. Whatever
 * ends this process ends all that it has started.
 */
public final class Faults {

	private static final int MISSED = 1;

	private static final int USAGE = 2;

	private Faults() {
	}

	public static void main(String[] args) {
		System.exit(run(List.of(args), Setup.fromSystemProperties()));
	}

	private static int run(List<String> args, Setup setup) {
		Suite suite = new Suite(setup, System.out);
		Runtime.getRuntime().addShutdownHook(new Thread(() -> {
			suite.close();
			deleteJars(setup);
		}, "stop-processes"));
		try (suite) {
			Arguments arguments = Arguments.parse(args, Scenarios.all());
			if (arguments.list()) {
				list(arguments.scenarios());
				return 0;
			}
			OwnLog.toFileOnly();
			boolean kept = suite.run(arguments);
			System.out.println("Logs: " + setup.directory());
			return kept ? 0 : MISSED;
		}
		catch (InvalidArgumentException ex) {
			System.err.println("faults: " + ex.getMessage());
			return USAGE;
		}
	}

	private static void list(List<Scenario> scenarios) {
		scenarios.forEach((scenario) -> System.out.println("%-3s %s".formatted(scenario.id(), scenario.title())));
	}

	/**
	 * The script copies the jars for each run, so that a build does not disturb it. A
	 * directory in which nothing else is goes too.
	 */
	private static void deleteJars(Setup setup) {
		try {
			FileSystemUtils.deleteRecursively(setup.directory().resolve("jars"));
			Files.delete(setup.directory());
		}
		catch (DirectoryNotEmptyException ex) {
			// logs are kept
		}
		catch (IOException ex) {
			System.err.println("faults: could not clean up %s: %s".formatted(setup.directory(), ex));
		}
	}

}
