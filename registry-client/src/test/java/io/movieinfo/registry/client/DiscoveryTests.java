package io.movieinfo.registry.client;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;

import io.movieinfo.registry.balancer.BalancingRules;
import io.movieinfo.registry.balancer.BalancingStrategy;
import io.movieinfo.registry.balancer.Endpoint;
import io.movieinfo.registry.balancer.NoInstanceException;
import io.movieinfo.registry.balancer.Outcome;
import io.movieinfo.registry.balancer.PickContext;
import io.movieinfo.registry.client.discovery.ServiceSnapshot;
import io.movieinfo.registry.client.discovery.ServiceSnapshot.Status;
import io.movieinfo.registry.client.discovery.Subscription;
import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.ClientMessage;
import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.Problem;
import io.movieinfo.registry.protocol.ServerMessage;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DiscoveryTests extends AbstractClientTests {

	private static final URI NOBODY = URI.create("http://127.0.0.1:1");

	@Test
	void firstCallReturnsWhatIsListed() {
		this.registry.put(movie(1));
		this.registry.put(new ServiceInstance(movie(2), Health.UNHEALTHY, Cause.LEASE, false, 7));
		ServiceSnapshot snapshot = started(builder()).discovery().getInstances("Movie-Service");
		assertThat(snapshot.key()).isEqualTo(MOVIES);
		assertThat(snapshot.status()).isEqualTo(Status.LISTED);
		assertThat(snapshot.complete()).isTrue();
		assertThat(snapshot.cursor()).isEqualTo(new Cursor("first", 102));
		assertThat(ids(snapshot)).isEqualTo(movies(1));
		assertThat(snapshot.allInstances()).hasSize(2);
	}

	@Test
	void unknownServiceIsSaidToBeUnknown() {
		ServiceSnapshot snapshot = started(builder()).discovery().getInstances(MOVIES);
		assertThat(snapshot.status()).isEqualTo(Status.UNKNOWN);
		assertThat(snapshot.complete()).isTrue();
	}

	@Test
	void servicesAreThoseAskedForThatExist() {
		this.registry.put(movie(1));
		RegistryClient client = started(builder());
		assertThat(client.discovery().services()).isEmpty();
		client.discovery().getInstances(MOVIES);
		client.discovery().getInstances("no-such-service");
		assertThat(client.discovery().services()).containsExactly(MOVIES);
	}

	@Test
	void knownServiceWithoutInstancesIsListed() {
		this.registry.put(movie(1));
		this.registry.remove(key(1));
		ServiceSnapshot snapshot = started(builder()).discovery().getInstances(MOVIES);
		assertThat(snapshot.status()).isEqualTo(Status.LISTED);
		assertThat(snapshot.allInstances()).isEmpty();
	}

	@Test
	void withoutRegistryFirstCallWaitsAsLongAsSetAndLaterOnesDoNot() {
		RegistryClient client = started(builder(NOBODY).initialWait(Duration.ofMillis(200)));
		long start = System.nanoTime();
		assertThat(client.discovery().getInstances(MOVIES).status()).isEqualTo(Status.UNREACHABLE);
		assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(Duration.ofMillis(200).toNanos());
		start = System.nanoTime();
		for (int i = 0; i < 1000; i++) {
			client.discovery().getInstances(MOVIES);
		}
		assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(100).toNanos());
	}

	@Test
	void threadsThatCallFirstShareOneWait() throws InterruptedException {
		RegistryClient client = opened(builder().build());
		this.registry.put(movie(1));
		BlockingQueue<ServiceSnapshot> answers = new LinkedBlockingQueue<>();
		List<Thread> callers = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			Thread caller = new Thread(() -> answers.add(client.discovery().getInstances(MOVIES)));
			callers.add(caller);
			caller.start();
		}
		await().until(() -> callers.stream().allMatch((caller) -> caller.getState() == Thread.State.TIMED_WAITING));
		client.start();
		for (Thread caller : callers) {
			caller.join();
		}
		assertThat(answers).hasSize(8).allSatisfy((answer) -> assertThat(ids(answer)).isEqualTo(movies(1)));
		assertThat(this.registry.received(ClientMessage.Watch.class)).hasSize(1);
	}

	@Test
	void interruptedCallerReturnsAtOnceAndStaysInterrupted() {
		RegistryClient client = started(builder(NOBODY));
		Thread.currentThread().interrupt();
		assertThat(client.discovery().getInstances(MOVIES).status()).isEqualTo(Status.UNREACHABLE);
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void closingEndsTheWaitOfOthers() throws InterruptedException {
		RegistryClient client = started(builder(NOBODY));
		Thread caller = new Thread(() -> client.discovery().getInstances(MOVIES));
		caller.start();
		await().until(() -> caller.getState() == Thread.State.TIMED_WAITING);
		client.close();
		caller.join(PATIENCE.toMillis());
		assertThat(caller.isAlive()).isFalse();
		assertThat(client.discovery().getInstances(new ServiceKey("default", "other")).status())
			.isEqualTo(Status.UNREACHABLE);
	}

	@Test
	void impossibleNameIsRefused() {
		RegistryClient client = started(builder());
		assertThatExceptionOfType(InvalidFieldException.class)
			.isThrownBy(() -> client.discovery().getInstances("no name"))
			.withMessageContaining("no name");
	}

	@Test
	void listenerGetsTheStateFirstAndThenEveryChangeInOrder() throws InterruptedException {
		this.registry.put(movie(1));
		RegistryClient client = connected(builder());
		client.discovery().getInstances(MOVIES);
		BlockingQueue<List<String>> told = new LinkedBlockingQueue<>();
		Set<String> threads = Collections.synchronizedSet(new HashSet<>());
		client.discovery().addListener(MOVIES, (snapshot) -> {
			threads.add(Thread.currentThread().getName());
			told.add(ids(snapshot));
		});
		assertThat(told.take()).isEqualTo(movies(1));
		for (int i = 2; i <= 5; i++) {
			this.registry.put(movie(i));
		}
		this.registry.remove(key(1));
		assertThat(told.take()).isEqualTo(movies(1, 2));
		assertThat(told.take()).isEqualTo(movies(1, 2, 3));
		assertThat(told.take()).isEqualTo(movies(1, 2, 3, 4));
		assertThat(told.take()).isEqualTo(movies(1, 2, 3, 4, 5));
		assertThat(told.take()).isEqualTo(movies(2, 3, 4, 5));
		assertThat(threads).containsExactly("registry-client-listeners");
	}

	@Test
	void listenerOfServiceThatNobodyAskedForBeginsItsWatch() throws InterruptedException {
		this.registry.put(movie(1));
		RegistryClient client = opened(builder().build());
		BlockingQueue<ServiceSnapshot> told = new LinkedBlockingQueue<>();
		client.discovery().addListener(MOVIES, told::add);
		assertThat(told.take().status()).isEqualTo(Status.UNREACHABLE);
		client.start();
		assertThat(ids(told.take())).isEqualTo(movies(1));
	}

	@Test
	void failingAndBlockingListenersHarmNobody() throws InterruptedException {
		beatOften();
		RegistryClient client = connected(builder());
		CountDownLatch release = new CountDownLatch(1);
		BlockingQueue<List<String>> told = new LinkedBlockingQueue<>();
		client.discovery().addListener(MOVIES, (snapshot) -> {
			throw new IllegalStateException("on purpose");
		});
		client.discovery().addListener(MOVIES, (snapshot) -> awaitQuietly(release));
		client.discovery().addListener(MOVIES, (snapshot) -> told.add(ids(snapshot)));
		this.registry.put(movie(1));
		await().until(() -> ids(client.discovery().getInstances(MOVIES)).equals(movies(1)));
		int beats = this.registry.received(ClientMessage.Heartbeat.class).size();
		await().until(() -> this.registry.received(ClientMessage.Heartbeat.class).size() > beats + 2);
		release.countDown();
		await().until(() -> told.contains(movies(1)));
	}

	@Test
	void closedSubscriptionIsToldNothing() {
		RegistryClient client = connected(builder());
		List<ServiceSnapshot> told = Collections.synchronizedList(new ArrayList<>());
		List<ServiceSnapshot> others = Collections.synchronizedList(new ArrayList<>());
		Subscription subscription = client.discovery().addListener(MOVIES, told::add);
		await().until(() -> !told.isEmpty());
		subscription.close();
		subscription.close();
		client.discovery().addListener(MOVIES, others::add);
		await().until(() -> others.stream().anyMatch((snapshot) -> snapshot.status() == Status.UNKNOWN));
		int before = told.size();
		this.registry.put(movie(1));
		await().until(() -> others.stream().anyMatch((snapshot) -> ids(snapshot).equals(movies(1))));
		assertThat(told).hasSize(before);
	}

	@Test
	void snapshotInPartsIsAppliedWhole() throws InterruptedException {
		this.registry.snapshotPart = 2;
		for (int i = 1; i <= 5; i++) {
			this.registry.put(movie(i));
		}
		RegistryClient client = opened(builder().build());
		BlockingQueue<List<String>> told = new LinkedBlockingQueue<>();
		client.discovery().addListener(MOVIES, (snapshot) -> told.add(ids(snapshot)));
		client.start();
		assertThat(told.take()).isEmpty();
		assertThat(told.take()).isEqualTo(movies(1, 2, 3, 4, 5));
	}

	@Test
	void messagesInManyFramesAndAsTextAreUnderstood() {
		this.registry.server().frameBytes = 7;
		this.registry.server().text = true;
		this.registry.put(movie(1).toBuilder().zone("Zürich 🏔").build());
		ServiceSnapshot snapshot = started(builder()).discovery().getInstances(MOVIES);
		assertThat(snapshot.instances()).singleElement().extracting(ServiceInstance::zone).isEqualTo("Zürich 🏔");
	}

	@Test
	void keepsTheLastKnownListWhileTheRegistryIsAway() {
		this.registry.put(movie(1));
		RegistryClient client = connected(builder());
		client.discovery().getInstances(MOVIES);
		this.registry.close();
		await().until(() -> !client.session().connected());
		assertThat(ids(client.discovery().getInstances(MOVIES))).isEqualTo(movies(1));
		assertThat(client.loadBalancer().pick(MOVIES, PickContext.NONE).key()).isEqualTo(key(1));
	}

	@Test
	void goesOnFromItsCursorAfterReconnecting() {
		this.registry.put(movie(1));
		RegistryClient client = connected(builder());
		Cursor cursor = client.discovery().getInstances(MOVIES).cursor();
		this.registry.server().dropAll();
		await().until(() -> this.registry.received(ClientMessage.Watch.class).size() == 2);
		assertThat(this.registry.received(ClientMessage.Watch.class).get(1).cursor()).isEqualTo(cursor);
		this.registry.put(movie(2));
		await().until(() -> ids(client.discovery().getInstances(MOVIES)).equals(movies(1, 2)));
	}

	@Test
	void registryThatLostItsDataNeverEmptiesTheViewBeforeItIsComplete() {
		this.registry.put(movie(1));
		this.registry.put(movie(2));
		RegistryClient client = connected(builder());
		client.discovery().getInstances(MOVIES);
		List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
		client.discovery().addListener(MOVIES, (snapshot) -> sizes.add(snapshot.instances().size()));
		restart("second", (next) -> next.complete = false);
		await().until(() -> !client.discovery().getInstances(MOVIES).complete());
		assertThat(ids(client.discovery().getInstances(MOVIES))).isEqualTo(movies(1, 2));
		this.registry.put(movie(2));
		this.registry.put(movie(3));
		await().until(() -> ids(client.discovery().getInstances(MOVIES)).equals(movies(1, 2, 3)));
		this.registry.remove(key(2));
		await().until(() -> ids(client.discovery().getInstances(MOVIES)).equals(movies(1, 3)));
		this.registry.server().dropAll();
		await().until(() -> this.registry.received(ClientMessage.Watch.class).size() == 2);
		assertThat(this.registry.received(ClientMessage.Watch.class).get(1).cursor()).isNull();
		this.registry.complete = true;
		this.registry.pushSnapshots(MOVIES);
		await().until(() -> ids(client.discovery().getInstances(MOVIES)).equals(movies(3)));
		assertThat(client.discovery().getInstances(MOVIES).complete()).isTrue();
		assertThat(sizes).doesNotContain(0);
	}

	@Test
	void incompleteAndEmptyAnswerDoesNotEndTheFirstWait() throws InterruptedException {
		this.registry.complete = false;
		RegistryClient client = connected(builder());
		BlockingQueue<ServiceSnapshot> answers = new LinkedBlockingQueue<>();
		Thread caller = new Thread(() -> answers.add(client.discovery().getInstances(MOVIES)));
		caller.start();
		await().until(() -> !this.registry.received(ClientMessage.Watch.class).isEmpty());
		await().until(() -> caller.getState() == Thread.State.TIMED_WAITING);
		this.registry.put(movie(1));
		assertThat(ids(answers.take())).isEqualTo(movies(1));
	}

	@Test
	void gapInTheDeltasBringsAFreshSnapshot() {
		this.registry.put(movie(1));
		RegistryClient client = connected(builder());
		client.discovery().getInstances(MOVIES);
		this.registry.change(movie(2));
		this.registry.put(movie(3));
		await().until(() -> ids(client.discovery().getInstances(MOVIES)).equals(movies(1, 2, 3)));
		assertThat(this.registry.received(ClientMessage.Watch.class)).hasSize(2).last().satisfies((watch) -> {
			assertThat(watch.cursor()).isNull();
			assertThat(this.registry.received(ClientMessage.Unwatch.class)).singleElement()
				.satisfies((unwatch) -> assertThat(unwatch.watch()).isLessThan(watch.seq()));
		});
	}

	@Test
	void neverGoesBackWithinAnEpoch() {
		this.registry.put(movie(1));
		RegistryClient client = connected(builder());
		ServiceSnapshot before = client.discovery().getInstances(MOVIES);
		long watch = this.registry.received(ClientMessage.Watch.class).get(0).seq();
		this.registry
			.sendToAll(new ServerMessage.Snapshot(watch, MOVIES, new Cursor("first", 5), true, true, true, List.of()));
		this.registry.put(movie(2));
		await().until(() -> ids(client.discovery().getInstances(MOVIES)).equals(movies(1, 2)));
		assertThat(before.cursor()).isEqualTo(new Cursor("first", 101));
		assertThat(this.registry.received(ClientMessage.Watch.class)).hasSize(1);
	}

	@Test
	void refusedWatchIsAskedForAgain() {
		AtomicBoolean refuse = new AtomicBoolean(true);
		this.registry.fault = (peer, message) -> (message instanceof ClientMessage.Watch && refuse.getAndSet(false))
				? new ServerMessage.Refused(message.seq(), Problem.of(Problem.UNAVAILABLE, "on purpose"), null) : null;
		this.registry.put(movie(1));
		assertThat(ids(started(builder()).discovery().getInstances(MOVIES))).isEqualTo(movies(1));
	}

	@Test
	void picksInTurnAndReportsOutcomes() {
		this.registry.put(movie(1));
		this.registry.put(movie(2));
		RegistryClient client = started(builder().strategy((service) -> BalancingStrategy.roundRobin()));
		Map<String, Integer> picks = new HashMap<>();
		for (int i = 0; i < 100; i++) {
			Endpoint endpoint = client.loadBalancer().pick(MOVIES, PickContext.NONE);
			picks.merge(endpoint.key().id(), 1, Integer::sum);
			client.loadBalancer().complete(endpoint, Outcome.SUCCESS, 1000);
		}
		assertThat(picks).containsEntry("movie-1", 50).containsEntry("movie-2", 50);
	}

	@Test
	void saysWhyNothingCanBePicked() {
		RegistryClient away = started(builder(NOBODY).initialWait(Duration.ofMillis(500)));
		await().until(() -> away.session().lastError() != null);
		assertThatExceptionOfType(NoInstanceException.class)
			.isThrownBy(() -> away.loadBalancer().pick(MOVIES, PickContext.NONE))
			.withMessageContaining("movie-service")
			.withMessageContaining(NOBODY.toString())
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(NoInstanceException.Reason.REGISTRY_UNREACHABLE));
		RegistryClient client = started(builder());
		assertThatExceptionOfType(NoInstanceException.class)
			.isThrownBy(() -> client.loadBalancer().pick(MOVIES, PickContext.NONE))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(NoInstanceException.Reason.SERVICE_UNKNOWN));
		this.registry.put(new ServiceInstance(movie(1), Health.UNHEALTHY, Cause.CONNECTION_REFUSED, false, 7));
		await().until(() -> !client.discovery().getInstances(MOVIES).allInstances().isEmpty());
		assertThatExceptionOfType(NoInstanceException.class)
			.isThrownBy(() -> client.loadBalancer().pick(MOVIES, PickContext.NONE))
			.withMessageContaining("movie-1 is unhealthy (connection-refused)")
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(NoInstanceException.Reason.NONE_ROUTABLE));
		this.registry.put(movie(1));
		await().until(() -> !client.discovery().getInstances(MOVIES).instances().isEmpty());
		Endpoint tried = client.loadBalancer().pick(MOVIES, PickContext.NONE);
		assertThatExceptionOfType(NoInstanceException.class)
			.isThrownBy(() -> client.loadBalancer().pick(MOVIES, PickContext.excluding(List.of(tried))))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(NoInstanceException.Reason.NONE_LEFT));
	}

	@Test
	void servicesAreBalancedAdaptivelyUnlessToldOtherwise() {
		this.registry.put(movie(1));
		RegistryClient client = started(builder());
		client.loadBalancer().pick(MOVIES, PickContext.NONE);
		assertThat(client.loadBalancer().explain(MOVIES).strategy()).isEqualTo(BalancingStrategy.ADAPTIVE);
	}

	@Test
	void explainsWhatIsPickedAndWhatIsNot() {
		RegistryClient away = started(builder(NOBODY).initialWait(Duration.ZERO));
		assertThat(away.loadBalancer().explain(MOVIES)).asString().contains("neither called nor looked up");
		away.discovery().getInstances(MOVIES);
		assertThat(away.loadBalancer().explain(MOVIES)).asString().contains("the registry has not answered");
		RegistryClient client = started(
				builder().balancingRules((service) -> BalancingRules.DEFAULT.withSubset(List.of("blue"), Map.of())));
		client.discovery().getInstances(MOVIES);
		assertThat(client.loadBalancer().explain(MOVIES)).asString().contains("knows no service");
		this.registry.put(movie(1));
		this.registry.put(movie(2).toBuilder().tags("blue").build());
		await().until(() -> client.discovery().getInstances(MOVIES).instances().size() == 2);
		assertThat(client.loadBalancer().explain(MOVIES)).hasToString("Service 'movie-service' is balanced by adaptive "
				+ "over 1 of 2 instances that have tags [blue]: movie-1 is without tags [blue], movie-2 is ready");
		assertThat(client.loadBalancer().pick(MOVIES, PickContext.NONE).key()).isEqualTo(key(2));
	}

	@Test
	void noInstanceOfTheSubsetIsToldApart() {
		this.registry.put(movie(1));
		RegistryClient client = started(
				builder().balancingRules((service) -> BalancingRules.DEFAULT.withSubset(List.of("blue"), Map.of())));
		assertThatExceptionOfType(NoInstanceException.class)
			.isThrownBy(() -> client.loadBalancer().pick(MOVIES, PickContext.NONE))
			.withMessage("Service 'movie-service' has no routable instance with tags [blue], of 1 registered: "
					+ "movie-1 is without tags [blue]");
	}

	@Test
	void newcomersShareGrowsByItself() {
		this.registry.put(movie(1));
		this.registry.put(movie(2));
		RegistryClient client = started(builder());
		await().until(() -> client.discovery().getInstances(MOVIES).instances().size() == 2);
		this.registry.put(movie(3));
		await().until(() -> client.discovery().getInstances(MOVIES).instances().size() == 3);
		assertThat(weightOfThird(client)).isLessThan(100);
		double first = weightOfThird(client);
		await().until(() -> weightOfThird(client) > first);
	}

	@Test
	void failingStrategyIsReplacedByRoundRobin() {
		this.registry.put(movie(1));
		RegistryClient client = started(builder().strategy((service) -> {
			throw new IllegalStateException("on purpose");
		}));
		assertThat(client.loadBalancer().pick(MOVIES, PickContext.NONE).key()).isEqualTo(key(1));
	}

	@Test
	void viewStaysReadableAfterClose() {
		this.registry.put(movie(1));
		RegistryClient client = started(builder());
		client.discovery().getInstances(MOVIES);
		client.close();
		assertThat(ids(client.discovery().getInstances(MOVIES))).isEqualTo(movies(1));
		assertThat(client.loadBalancer().pick(MOVIES, PickContext.NONE).key()).isEqualTo(key(1));
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static double weightOfThird(RegistryClient client) {
		return client.loadBalancer().explain(MOVIES).instances().get(2).effectiveWeight();
	}

}
