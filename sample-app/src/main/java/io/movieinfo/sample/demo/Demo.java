package io.movieinfo.sample.demo;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

import io.movieinfo.sample.process.CheckFailedException;
import io.movieinfo.sample.process.FreePort;
import io.movieinfo.sample.process.OwnLog;
import io.movieinfo.sample.process.Processes;
import io.movieinfo.sample.process.Progress;
import io.movieinfo.sample.process.Setup;

/**
 * The demo's main class, started by the script {@code demo}: shows MovieInfo, or checks
 * it with {@code --check}. Whatever ends this process ends all that it has started.
 */
public final class Demo {

	private static final int FAILED = 1;

	private static final int USAGE = 2;

	private final PrintStream out;

	private final Setup setup;

	private Demo(PrintStream out, Setup setup) {
		this.out = out;
		this.setup = setup;
	}

	public static void main(String[] args) {
		List<String> arguments = List.of(args);
		boolean check = arguments.equals(List.of("--check"));
		if (!check && !arguments.isEmpty()) {
			System.err.println("Unknown arguments: " + String.join(" ", arguments));
			System.exit(USAGE);
		}
		boolean passed = new Demo(System.out, Setup.fromSystemProperties()).run(check);
		System.exit(passed ? 0 : FAILED);
	}

	private boolean run(boolean check) {
		OwnLog.toFileOnly();
		Progress progress = new Progress(this.out);
		Processes processes = new Processes(this.setup);
		int serverPort = FreePort.find(RandomGenerator.getDefault());
		AtomicBoolean ending = new AtomicBoolean();
		Runtime.getRuntime().addShutdownHook(new Thread(() -> {
			ending.set(true);
			processes.close();
		}, "stop-processes"));
		try (processes; RegistryView view = RegistryView.open(MovieInfo.url(serverPort), "demo")) {
			MovieInfo movieInfo = new MovieInfo(processes, serverPort, data(), view, progress);
			return check ? check(movieInfo, view, progress, ending::get)
					: new Show(movieInfo, progress).run(ending::get);
		}
		catch (RuntimeException ex) {
			if (!ending.get()) {
				this.out.println();
				this.out.println("Failed: " + ((ex instanceof CheckFailedException) ? ex.getMessage() : ex));
			}
			return false;
		}
		finally {
			this.out.println("Logs: " + this.setup.directory());
		}
	}

	private boolean check(MovieInfo movieInfo, RegistryView view, Progress progress, BooleanSupplier ending) {
		try (Scenario scenario = new Scenario(movieInfo, view, progress, data())) {
			return new Check(progress, ending).run(scenario.steps(), this.out);
		}
	}

	private Path data() {
		return this.setup.directory().resolve("data");
	}

}
