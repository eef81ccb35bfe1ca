package io.movieinfo.registry.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.movieinfo.registry.balancer.Endpoint;
import io.movieinfo.registry.balancer.NoInstanceException;
import io.movieinfo.registry.balancer.Outcome;
import io.movieinfo.registry.balancer.PickContext;
import io.movieinfo.registry.client.discovery.DiscoveryStatistics;
import io.movieinfo.registry.client.discovery.RequestStatus;
import io.movieinfo.registry.client.discovery.ServiceStatistics;
import io.movieinfo.registry.client.registration.HealthStatus;
import io.movieinfo.registry.client.transport.RecentError;
import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.ClientMessage;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.Problem;
import io.movieinfo.registry.protocol.ServerMessage;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StatisticsTests extends AbstractClientTests {

	private static final ServiceKey NOBODY = new ServiceKey("default", "nobody-service");

	@Test
	void lookUpsAndPicksAreCountedByWhatBecameOfThem() {
		this.registry.put(movie(1));
		RegistryClient client = connected(builder());
		client.discovery().getInstances(MOVIES);
		client.discovery().getInstances(MOVIES);
		client.loadBalancer().pick(MOVIES, PickContext.NONE);
		ServiceStatistics movies = statistics(client, MOVIES);
		assertThat(movies.requests(RequestStatus.OK)).isEqualTo(3);
		assertThat(movies.picks()).isOne();
		this.registry.put(new ServiceInstance(movie(1), Health.UNHEALTHY, Cause.CONNECTION_REFUSED, false, 1));
		await().until(() -> movies.snapshot().instances().isEmpty());
		client.discovery().getInstances(MOVIES);
		pickNothing(client, MOVIES);
		assertThat(movies.requests(RequestStatus.EMPTY)).isEqualTo(2);
		assertThat(movies.requests(RequestStatus.UNKNOWN)).isZero();
		assertThat(movies.requests(RequestStatus.ERROR)).isZero();
	}

	@Test
	void furtherAttemptsAreFailovers() {
		this.registry.put(movie(1));
		this.registry.put(movie(2));
		RegistryClient client = connected(builder());
		Endpoint first = client.loadBalancer().pick(MOVIES, PickContext.NONE);
		client.loadBalancer().complete(first, Outcome.CONNECT_FAILURE, 1);
		client.loadBalancer().pick(MOVIES, PickContext.excluding(List.of(first)));
		ServiceStatistics movies = statistics(client, MOVIES);
		assertThat(movies.picks()).isEqualTo(2);
		assertThat(movies.failovers()).isOne();
		assertThat(movies.ejections()).isOne();
		assertThat(movies.ejectedInstances()).isOne();
		assertThat(movies.pickableInstances()).isEqualTo(2);
	}

	@Test
	void servicesThatAreNotKnownAreCountedTogether() {
		RegistryClient client = connected(builder());
		client.discovery().getInstances(NOBODY);
		pickNothing(client, new ServiceKey("default", "nobody-either"));
		DiscoveryStatistics statistics = client.discoveryStatistics();
		assertThat(statistics.requestsOfUnknown(RequestStatus.UNKNOWN)).isEqualTo(2);
		assertThat(statistics(client, NOBODY).requests(RequestStatus.UNKNOWN)).isZero();
	}

	@Test
	void whileTheRegistryIsAwayRequestsAreErrors() {
		RegistryClient client = started(builder(URI.create("http://127.0.0.1:1")).initialWait(Duration.ZERO));
		client.discovery().getInstances(NOBODY);
		pickNothing(client, NOBODY);
		assertThat(client.discoveryStatistics().requestsOfUnknown(RequestStatus.ERROR)).isEqualTo(2);
	}

	@Test
	void listenersAreToldOfKnownServicesOnceAndOfNoOthers() {
		this.registry.put(movie(1));
		RegistryClient client = connected(builder());
		client.discovery().getInstances(MOVIES);
		List<ServiceKey> told = new CopyOnWriteArrayList<>();
		client.discoveryStatistics().addListener((service) -> {
			throw new IllegalStateException("on purpose");
		});
		client.discoveryStatistics().addListener((service) -> told.add(service.key()));
		await().until(() -> told.equals(List.of(MOVIES)));
		client.discovery().getInstances(NOBODY);
		this.registry.put(movie(2));
		await().until(() -> statistics(client, MOVIES).snapshot().instances().size() == 2);
		assertThat(told).containsExactly(MOVIES);
		this.registry.put(InstanceContent.builder(NOBODY.name()).address("10.0.0.9").port(80).build());
		await().until(() -> told.equals(List.of(MOVIES, NOBODY)));
	}

	@Test
	void askingBeginsNothing() {
		RegistryClient client = connected(builder());
		assertThat(client.discoveryStatistics().service(MOVIES)).isNull();
		assertThat(client.discoveryStatistics().services()).isEmpty();
		assertThat(this.registry.received(ClientMessage.Watch.class)).isEmpty();
	}

	@Test
	void viewIsLiveUntilTheSessionIsLostAndThenGrowsOld() {
		this.registry.put(movie(1));
		RegistryClient client = connected(builder());
		client.discovery().getInstances(MOVIES);
		ServiceStatistics movies = statistics(client, MOVIES);
		await().until(movies::live);
		assertThat(movies.age()).isZero();
		assertThat(movies.pushes()).isOne();
		FakeRegistry before = this.registry;
		before.close();
		await().until(() -> !movies.live());
		await().until(() -> ageNanos(movies) > 0);
		restart("first", (next) -> next.takeDataOf(before));
		await().until(movies::live);
		assertThat(movies.age()).isZero();
	}

	@Test
	void whatIsNotKnownHasNoAge() {
		RegistryClient client = opened(builder().initialWait(Duration.ZERO).build());
		client.discovery().getInstances(MOVIES);
		assertThat(statistics(client, MOVIES).age()).isNull();
		assertThat(statistics(client, MOVIES).live()).isFalse();
	}

	@Test
	void sessionsAndHeartbeatsAreCounted() {
		beatOften();
		RegistryClient client = connected(builder());
		await().until(() -> client.sessionStatistics().answers() > 2);
		assertThat(client.sessionStatistics().heartbeats()).isGreaterThan(2);
		assertThat(client.sessionStatistics().beatAt()).isNotNull();
		assertThat(client.sessionStatistics().answeredAt()).isNotNull();
		this.registry.server().dropAll();
		await().until(() -> client.sessionStatistics().sessions() == 2);
		assertThat(client.sessionStatistics().losses()).isOne();
	}

	@Test
	void whatWentWrongIsToldOnceWithItsNumber() {
		this.registry.fault = (peer, message) -> (message instanceof ClientMessage.Register)
				? new ServerMessage.Refused(message.seq(), Problem.of(Problem.UNAVAILABLE, "the disk is full"), null)
				: null;
		RegistryClient client = connected(builder());
		client.register(movie(1), HealthStatus::healthy);
		await().until(() -> client.recentErrors()
			.stream()
			.anyMatch((error) -> error.message().contains("the disk is full") && error.times() > 1));
		this.registry.close();
		await().until(() -> client.sessionStatistics().failedAttempts() > 3);
		assertThat(client.recentErrors()).extracting(RecentError::message)
			.doesNotHaveDuplicates()
			.anySatisfy((message) -> assertThat(message).startsWith("No session with registry"));
	}

	private static ServiceStatistics statistics(RegistryClient client, ServiceKey service) {
		ServiceStatistics statistics = client.discoveryStatistics().service(service);
		if (statistics == null) {
			throw new AssertionError(service + " was not asked for");
		}
		return statistics;
	}

	private static long ageNanos(ServiceStatistics service) {
		Duration age = service.age();
		return (age != null) ? age.toNanos() : 0;
	}

	private static void pickNothing(RegistryClient client, ServiceKey service) {
		assertThatExceptionOfType(NoInstanceException.class)
			.isThrownBy(() -> client.loadBalancer().pick(service, PickContext.NONE));
	}

}
