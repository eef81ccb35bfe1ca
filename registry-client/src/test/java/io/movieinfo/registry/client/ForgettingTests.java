package io.movieinfo.registry.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

import io.movieinfo.registry.client.discovery.ServiceSnapshot;
import io.movieinfo.registry.client.discovery.ServiceSnapshot.Status;
import io.movieinfo.registry.client.discovery.ServiceStatistics;
import io.movieinfo.registry.protocol.ClientMessage;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.ServiceKey;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Names of services may come from anywhere: what is not known is not kept for good.
 */
class ForgettingTests extends AbstractClientTests {

	private static final ServiceKey NOBODY = new ServiceKey("default", "nobody-service");

	private static final ServiceKey OTHER = new ServiceKey("default", "other-service");

	private static final ServiceKey LATE = new ServiceKey("default", "late-service");

	private final AtomicLong passed = new AtomicLong();

	@Test
	void unknownServiceIsForgottenAndUnwatchedWhenNobodyAsksForItAnyMore() {
		RegistryClient client = connected(aging());
		client.discovery().getInstances(NOBODY.name());
		long watch = lastWatch();
		pass(Duration.ofMinutes(5));
		client.discovery().getInstances(OTHER);
		await().until(() -> !this.registry.received(ClientMessage.Unwatch.class).isEmpty());
		assertThat(this.registry.received(ClientMessage.Unwatch.class)).singleElement()
			.satisfies((unwatch) -> assertThat(unwatch.watch()).isEqualTo(watch));
		assertThat(asked(client)).containsExactly(OTHER);
	}

	@Test
	void forgottenServiceIsFoundWhenItIsAskedForAgain() {
		RegistryClient client = connected(aging());
		client.discovery().getInstances(NOBODY.name());
		pass(Duration.ofMinutes(5));
		client.discovery().getInstances(OTHER);
		await().until(() -> asked(client).equals(List.of(OTHER)));
		assertThat(client.discovery().getInstances(NOBODY.name()).status()).isEqualTo(Status.UNKNOWN);
		this.registry.put(instance(NOBODY));
		await().until(() -> client.discovery().getInstances(NOBODY.name()).status() == Status.LISTED);
	}

	@Test
	void forgettingIsSafeWhileThereIsNoSession() {
		RegistryClient client = connected(aging());
		client.discovery().getInstances(NOBODY);
		this.registry.close();
		await().until(() -> !client.session().connected());
		pass(Duration.ofMinutes(5));
		client.discovery().addListener(OTHER, (snapshot) -> {
		});
		await().until(() -> asked(client).equals(List.of(OTHER)));
		restart("second");
		await().until(() -> !this.registry.received(ClientMessage.Watch.class).isEmpty());
		assertThat(this.registry.received(ClientMessage.Watch.class)).singleElement()
			.satisfies((watch) -> assertThat(watch.service()).isEqualTo(OTHER.name()));
	}

	@Test
	void whatIsKnownOrListenedToOrAskedForIsNotForgotten() throws InterruptedException {
		this.registry.put(movie(1));
		RegistryClient client = connected(aging());
		client.discovery().getInstances(MOVIES);
		client.discovery().getInstances(LATE);
		client.discovery().getInstances(NOBODY);
		LinkedBlockingQueue<ServiceSnapshot> heard = new LinkedBlockingQueue<>();
		client.discovery().addListener(OTHER, heard::add);
		pass(Duration.ofMinutes(4));
		client.discovery().getInstances(LATE);
		pass(Duration.ofMinutes(1));
		client.discovery().getInstances("one-more-service");
		await().until(() -> client.discoveryStatistics().service(NOBODY) == null);
		assertThat(asked(client)).containsExactly(LATE, MOVIES, new ServiceKey("default", "one-more-service"), OTHER);
		this.registry.put(instance(OTHER));
		ServiceSnapshot last = heard.take();
		while (last.status() != Status.LISTED) {
			last = heard.take();
		}
		assertThat(last.instances()).hasSize(1);
	}

	@Test
	void closingASubscriptionTwiceBeginsNothing() {
		RegistryClient client = connected(aging());
		var subscription = client.discovery().addListener(NOBODY, (snapshot) -> {
		});
		subscription.close();
		// answered after what was to be done before
		client.discovery().getInstances(NOBODY);
		pass(Duration.ofMinutes(5));
		client.discovery().getInstances(OTHER);
		await().until(() -> asked(client).equals(List.of(OTHER)));
		subscription.close();
		client.discovery().getInstances(LATE);
		assertThat(asked(client)).containsExactly(LATE, OTHER);
	}

	/**
	 * A client whose clock goes as a test wants.
	 */
	private RegistryClient.Builder aging() {
		return builder().surroundings(surroundings(() -> System.nanoTime() + this.passed.get()));
	}

	private void pass(Duration time) {
		this.passed.addAndGet(time.toNanos());
	}

	private long lastWatch() {
		List<ClientMessage.Watch> watches = this.registry.received(ClientMessage.Watch.class);
		return watches.get(watches.size() - 1).seq();
	}

	private static InstanceContent instance(ServiceKey service) {
		return InstanceContent.builder(service.name()).address("10.0.0.9").port(80).build();
	}

	private static List<ServiceKey> asked(RegistryClient client) {
		return client.discoveryStatistics().services().stream().map(ServiceStatistics::key).toList();
	}

}
