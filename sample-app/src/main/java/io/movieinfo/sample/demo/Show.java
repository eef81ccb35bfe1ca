package io.movieinfo.sample.demo;

import java.net.URI;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;

import io.movieinfo.sample.process.JavaProcess;
import io.movieinfo.sample.process.Processes;
import io.movieinfo.sample.process.Progress;

/**
 * Shows MovieInfo to people, until they have seen enough.
 */
final class Show {

	private final MovieInfo movieInfo;

	private final Progress progress;

	Show(MovieInfo movieInfo, Progress progress) {
		this.movieInfo = movieInfo;
		this.progress = progress;
	}

	/**
	 * Runs until this process is told to end, or nothing is left to show.
	 * @param ending whether this process is told to end
	 * @return {@code false} if all processes ended by themselves
	 */
	boolean run(BooleanSupplier ending) {
		this.progress.begin("Starting a registry server, two movie, two user and one home application");
		this.movieInfo.startAll();
		this.progress.end("up");
		URI home = this.movieInfo.home();
		URI server = this.movieInfo.serverUrl();
		this.progress.line("""

				MovieInfo is up. Every part of its page says which instance answered:
				  curl %s
				What the registry knows:
				  curl %s
				  curl %s
				The dashboard, in a browser:
				  %s
				Processes, to kill some and see what happens:
				  %s

				Ctrl-C stops all of them.""".formatted(home.resolve("/home/1"), server.resolve("/v1/services"),
				server.resolve("/v1/services/movie-service/instances"), server.resolve("/"), processes()));
		Set<JavaProcess> ended = new HashSet<>();
		while (!ending.getAsBoolean() && ended.size() < this.movieInfo.running().size()) {
			for (JavaProcess process : this.movieInfo.running()) {
				if (!process.isAlive() && ended.add(process) && !ending.getAsBoolean()) {
					this.progress.line(
							"%s has ended, exit code %d, log %s".formatted(process, process.exitCode(), process.log()));
				}
			}
			this.progress.rest();
		}
		return ending.getAsBoolean();
	}

	private String processes() {
		StringBuilder text = new StringBuilder();
		this.movieInfo.running().forEach((process) -> text.append("%s %d  ".formatted(process, process.pid())));
		return text.toString().strip();
	}

}
