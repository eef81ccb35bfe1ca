package io.movieinfo.sample.caller;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.movieinfo.registry.autoconfigure.RegistryClientCustomizer;
import io.movieinfo.registry.balancer.BalancingStrategy;
import io.movieinfo.registry.client.discovery.DiscoveryClient;
import io.movieinfo.registry.protocol.Names;
import io.movieinfo.registry.protocol.ServiceKey;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;

/**
 * Makes the process call other services all the time, from when it is ready.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "movieinfo.role", havingValue = "caller")
@EnableConfigurationProperties(CallerProperties.class)
public class CallerRole {

	private static final int MOST_CALLS_AT_ONCE = 200;

	@Bean
	Tally tally() {
		return new Tally(Clock.systemUTC());
	}

	@Bean
	Views views(CallerProperties properties) {
		return new Views(properties.services()
			.stream()
			.collect(Collectors.toUnmodifiableMap(Function.identity(),
					(service) -> new RecordedView(Clock.systemUTC()))));
	}

	@Bean
	RegistryClientCustomizer recordingBalancer(Views views) {
		return (builder) -> builder.strategy((service) -> views.recording(service, BalancingStrategy.roundRobin()));
	}

	@Bean
	CallerController callerController(Tally tally, Views views) {
		return new CallerController(tally, views.byService());
	}

	@Bean
	ScheduledExecutorService callTimer() {
		return Executors.newSingleThreadScheduledExecutor((task) -> new Thread(task, "call-timer"));
	}

	@Bean
	ExecutorService callWorkers() {
		return new ThreadPoolExecutor(0, MOST_CALLS_AT_ONCE, 1, TimeUnit.MINUTES, new SynchronousQueue<>(),
				(task) -> new Thread(task, "call"));
	}

	@Bean
	Calls calls(RestClient.Builder http, CallerProperties properties, Tally tally, ScheduledExecutorService callTimer,
			ExecutorService callWorkers) {
		return new Calls(http.build(), properties, tally, callTimer, callWorkers);
	}

	@Bean
	ApplicationListener<ApplicationReadyEvent> callingBegins(DiscoveryClient discovery, Views views, Tally tally,
			Calls calls) {
		return (event) -> {
			views.byService()
				.forEach((service, view) -> discovery.addListener(new ServiceKey(Names.DEFAULT_NAMESPACE, service),
						view::listed));
			tally.reset();
			calls.start();
		};
	}

	/**
	 * What is known of the services that are called.
	 *
	 * @param byService the records by the services' names
	 */
	record Views(Map<String, RecordedView> byService) {

		BalancingStrategy recording(ServiceKey service, BalancingStrategy strategy) {
			RecordedView view = this.byService.get(service.name());
			return (view != null) ? view.recording(strategy) : strategy;
		}

	}

}
