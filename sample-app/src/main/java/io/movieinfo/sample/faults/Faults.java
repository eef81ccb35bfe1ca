package io.movieinfo.sample.faults;

import java.io.IOException;
import java.nio.file.Path;
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
		Arguments arguments;
		try {
			arguments = Arguments.parse(List.of(args), Scenarios.all());
		}
		catch (InvalidArgumentException ex) {
			System.err.println("faults: " + ex.getMessage());
			System.exit(USAGE);
			return;
		}
		if (arguments.list()) {
			arguments.scenarios()
				.forEach((scenario) -> System.out.println("%-3s %s".formatted(scenario.id(), scenario.title())));
			return;
		}
		OwnLog.toFileOnly();
		System.exit(run(arguments, Setup.fromSystemProperties()) ? 0 : MISSED);
	}

	private static boolean run(Arguments arguments, Setup setup) {
		Suite suite = new Suite(setup, System.out);
		Runtime.getRuntime().addShutdownHook(new Thread(() -> {
			suite.close();
			deleteJars(setup);
		}, "stop-processes"));
		try (suite) {
			return suite.run(arguments);
		}
		finally {
			System.out.println("Logs: " + setup.directory());
		}
	}

	/**
	 * The script copies the jars for each run, so that a build does not disturb it.
	 */
	private static void deleteJars(Setup setup) {
		Path jars = setup.directory().resolve("jars");
		try {
			FileSystemUtils.deleteRecursively(jars);
		}
		catch (IOException ex) {
			System.err.println("faults: could not delete %s: %s".formatted(jars, ex));
		}
	}

}
