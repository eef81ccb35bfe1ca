package io.movieinfo.sample.endtoend;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.movieinfo.registry.client.RegistryClient;
import org.awaitility.Awaitility;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.client.RestClient;

/**
 * A Spring Boot application that has the starter, and calls a service by its name all the
 * time.
 */
final class Consumer implements AutoCloseable {

	private static final int PAUSE_MILLIS = 10;

	private final ConfigurableApplicationContext context;

	private final ScheduledExecutorService caller = Executors.newSingleThreadScheduledExecutor();

	private final List<String> failures = new CopyOnWriteArrayList<>();

	private final AtomicInteger calls = new AtomicInteger();

	private final Future<?> calling;

	private volatile String lastAnswer = "";

	private Consumer(ConfigurableApplicationContext context, String service) {
		this.context = context;
		RestClient http = context.getBean(RestClient.Builder.class).build();
		this.calling = this.caller.scheduleWithFixedDelay(() -> call(http, service), 0, PAUSE_MILLIS,
				TimeUnit.MILLISECONDS);
	}

	/**
	 * Starts the application, which keeps nothing on disk; it calls from now on.
	 */
	static Consumer start(URI server, String service) {
		return start(server, service, "--registry.client.discovery.cache.enabled=false");
	}

	/**
	 * Starts the application; it calls from now on.
	 * @param cache where it keeps the lists of services
	 */
	static Consumer start(URI server, String service, Path cache) {
		return start(server, service, "--registry.client.discovery.cache.directory=" + cache);
	}

	private static Consumer start(URI server, String service, String argument) {
		return new Consumer(new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.run("--spring.application.name=consumer", "--registry.client.server-urls=" + server,
					"--registry.client.registration.enabled=false", argument),
				service);
	}

	RegistryClient client() {
		return this.context.getBean(RegistryClient.class);
	}

	/**
	 * Returns what went wrong with calls so far.
	 */
	List<String> failures() {
		return this.failures;
	}

	/**
	 * Returns how many calls have been answered so far.
	 */
	int calls() {
		return this.calls.get();
	}

	String lastAnswer() {
		return this.lastAnswer;
	}

	private void call(RestClient http, String service) {
		try {
			this.lastAnswer = String.valueOf(http.get().uri("lb://" + service + "/port").retrieve().body(String.class));
			this.calls.incrementAndGet();
		}
		catch (RuntimeException ex) {
			this.failures.add(ex.toString());
		}
	}

	@Override
	public void close() {
		this.calling.cancel(false);
		this.caller.shutdown();
		Awaitility.await("end of the last call").atMost(Duration.ofMinutes(1)).until(this.caller::isTerminated);
		this.context.close();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
