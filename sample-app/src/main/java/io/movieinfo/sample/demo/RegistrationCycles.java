package io.movieinfo.sample.demo;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.movieinfo.sample.MovieInfoApplication;
import io.movieinfo.sample.process.Progress;
import io.movieinfo.sample.process.Took;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;

/**
 * Starts and stops a movie application in this process, again and again, and measures
 * when a watching consumer sees it come and go. The process is warm by then, so that what
 * is measured is the registry's part.
 */
final class RegistrationCycles {

	private static final String SERVICE = "movie-service";

	private static final int WARM_UP = 3;

	private static final int MEASURED = 20;

	private final URI server;

	private final RegistryView view;

	private final Progress progress;

	private final List<Duration> appearing = new ArrayList<>();

	private final List<Duration> disappearing = new ArrayList<>();

	RegistrationCycles(URI server, RegistryView view, Progress progress) {
		this.server = server;
		this.view = view;
		this.progress = progress;
	}

	/**
	 * Runs all cycles.
	 * @return what was measured, in words
	 */
	List<String> run() {
		for (int i = 0; i < WARM_UP + MEASURED; i++) {
			cycle("cycle-" + i);
		}
		return List.of("registration to visible: " + medianAndWorst(this.appearing),
				"graceful stop to gone:   " + medianAndWorst(this.disappearing));
	}

	private void cycle(String id) {
		SpringApplication application = MovieInfoApplication.create();
		application.setRegisterShutdownHook(false);
		ReadyTime ready = new ReadyTime();
		application.addListeners(ready);
		ConfigurableApplicationContext context = application.run("--movieinfo.role=movie", "--server.port=0",
				"--registry.client.server-urls=" + this.server, "--registry.client.instance.id=" + id);
		long closing;
		try {
			long visible = this.progress.await(id + " in the list",
					() -> this.view.when(SERVICE, id, true, ready.nanos));
			this.appearing.add(Duration.ofNanos(visible - ready.nanos));
		}
		finally {
			closing = System.nanoTime();
			context.close();
		}
		long gone = this.progress.await("list without " + id, () -> this.view.when(SERVICE, id, false, closing));
		this.disappearing.add(Duration.ofNanos(gone - closing));
	}

	private static String medianAndWorst(List<Duration> durations) {
		List<Duration> measured = durations.stream().skip(WARM_UP).sorted().toList();
		Duration median = measured.get(measured.size() / 2 - 1).plus(measured.get(measured.size() / 2)).dividedBy(2);
		return "median %s, worst %s of %d".formatted(Took.text(median), Took.text(measured.get(measured.size() - 1)),
				measured.size());
	}

	/**
	 * Takes down when an application is ready, before anybody else does anything about
	 * it.
	 */
	private static final class ReadyTime implements ApplicationListener<ApplicationReadyEvent>, Ordered {

		private volatile long nanos;

		@Override
		public void onApplicationEvent(ApplicationReadyEvent event) {
			this.nanos = System.nanoTime();
		}

		@Override
		public int getOrder() {
			return HIGHEST_PRECEDENCE;
		}

	}

}
