package io.movieinfo.registry.client;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.movieinfo.registry.client.registration.HealthStatus;
import io.movieinfo.registry.client.registration.Registration;
import io.movieinfo.registry.client.transport.Session;
import io.movieinfo.registry.client.transport.SessionState;
import io.movieinfo.registry.protocol.ClientMessage;
import io.movieinfo.registry.protocol.GoldenMessages;
import io.movieinfo.registry.protocol.MessageCodec;
import io.movieinfo.registry.protocol.Problem;
import io.movieinfo.registry.protocol.ServerMessage;
import io.movieinfo.registry.protocol.ServiceKey;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

class SessionTests extends AbstractClientTests {

	@Test
	void firstMessageIsTheGoldenHello() {
		connected(builder());
		assertThat(MessageCodec.encode(this.registry.received(ClientMessage.Hello.class).get(0)))
			.isEqualTo(GoldenMessages.bytes("client", "hello"));
	}

	@Test
	void goldenSnapshotAndDeltaAreUnderstood() {
		RegistryClient client = opened(builder().initialWait(Duration.ZERO).build());
		this.registry.fault = (peer, message) -> (message instanceof ClientMessage.Watch)
				? new ServerMessage.Done(message.seq()) : null;
		// the golden messages speak of watch 7
		for (int i = 2; i < 7; i++) {
			client.discovery().getInstances("other-" + i);
		}
		client.discovery().getInstances(MOVIES);
		client.start();
		await().until(() -> this.registry.received(ClientMessage.Watch.class).size() == 6);
		this.registry.sendToAll(text("snapshot-unknown"));
		this.registry.sendToAll(text("snapshot-part"));
		this.registry.sendToAll(text("snapshot"));
		await().until(() -> client.discovery().getInstances(MOVIES).allInstances().size() == 2);
		this.registry.sendToAll(text("delta-empty"));
		this.registry.sendToAll(text("delta"));
		await().until(() -> !this.registry.received(ClientMessage.Unwatch.class).isEmpty());
		assertThat(this.registry.received(ClientMessage.Unwatch.class).get(0).watch()).isEqualTo(7);
	}

	@Test
	void unknownMessagesAreSkipped() {
		RegistryClient client = connected(builder());
		this.registry.sendToAll("{\"type\":\"weather\",\"tomorrow\":\"rain\"}");
		this.registry.sendToAll(text("error-unreadable"));
		this.registry.put(movie(1));
		assertThat(ids(client.discovery().getInstances(MOVIES))).isEqualTo(movies(1));
		assertThat(this.registry.received(ClientMessage.Hello.class)).hasSize(1);
	}

	@Test
	void garbageEndsTheSessionAndNotTheView() {
		this.registry.put(movie(1));
		RegistryClient client = connected(builder());
		client.discovery().getInstances(MOVIES);
		this.registry.sendToAll("{\"type\":\"snapshot\",\"watch\":[]}");
		await().until(() -> this.registry.received(ClientMessage.Hello.class).size() == 2);
		this.registry.sendToAll("no JSON");
		await().until(() -> this.registry.received(ClientMessage.Hello.class).size() == 3);
		assertThat(ids(client.discovery().getInstances(MOVIES))).isEqualTo(movies(1));
		assertThat(client.session().lastError()).contains("cannot be read");
	}

	@Test
	void threeUnansweredHeartbeatsEndTheSession() {
		this.registry.beatEvery(Duration.ofMillis(50));
		RegistryClient client = connected(builder());
		this.registry.silent = true;
		await().until(() -> !client.session().connected());
		await().until(() -> client.recentErrors()
			.stream()
			.anyMatch((error) -> error.message().startsWith("Lost the session")
					&& error.message().contains("heartbeats")));
		this.registry.silent = false;
		await().until(() -> client.session().connected());
	}

	@Test
	void neverAnsweredHelloIsGivenUpAndTheNextUrlTried() {
		FakeRegistry other = opened(FakeRegistry.start());
		this.registry.silent = true;
		RegistryClient client = connected(
				builder(this.registry.url(), other.url()).connectTimeout(Duration.ofMillis(100)));
		assertThat(client.session()).satisfies((session) -> {
			assertThat(session.url()).isEqualTo(other.url());
			assertThat(session.node()).isEqualTo("fake");
			assertThat(session.lastError()).contains("welcome");
		});
	}

	@Test
	void refusedHelloIsGivenUpAndTheNextUrlTried() {
		FakeRegistry other = opened(FakeRegistry.start());
		this.registry.fault = (peer, message) -> new ServerMessage.Refused(message.seq(),
				Problem.of("unauthorized", "who are you"), null);
		RegistryClient client = connected(builder(this.registry.url(), other.url()));
		assertThat(client.session().lastError()).contains("who are you");
	}

	@Test
	void urlWithoutSessionsIsGivenUpAndTheNextTried() {
		FakeRegistry other = opened(FakeRegistry.start());
		this.registry.server().status = 404;
		RegistryClient client = connected(builder(this.registry.url(), other.url()));
		assertThat(client.session().lastError()).contains("404");
	}

	@Test
	void failsOverWithRegistrationAndViewAndBack() {
		FakeRegistry other = opened(FakeRegistry.start());
		URI first = this.registry.url();
		RegistryClient client = connected(builder(first, other.url()));
		Registration registration = client.register(movie(1), HealthStatus::healthy);
		client.discovery().getInstances(MOVIES);
		await().until(() -> registration.state() == Registration.State.REGISTERED);
		this.registry.close();
		await().until(() -> other.get(key(1)) != null && client.session().connected());
		assertThat(client.session().url()).isEqualTo(other.url());
		this.registry = opened(FakeRegistry.startAt(first, "third"));
		other.close();
		await().until(() -> registered(1) != null && client.session().connected());
		await().until(() -> ids(client.discovery().getInstances(MOVIES)).equals(movies(1)));
	}

	@Test
	void closedByTheServerIsFollowedByANewSession() {
		RegistryClient client = connected(builder());
		this.registry.server().peers().forEach((peer) -> peer.sendClose(1001));
		await().until(() -> this.registry.received(ClientMessage.Hello.class).size() == 2);
		await().until(() -> client.session().connected());
		assertThat(client.session().lastError()).contains("1001");
	}

	@Test
	void serverThatGoesAwayIsLeftForAnotherWithRegistrationAndView() {
		FakeRegistry other = opened(FakeRegistry.start());
		other.put(movie(2));
		this.registry.put(movie(2));
		RegistryClient client = connected(builder(this.registry.url(), other.url()));
		Registration registration = client.register(movie(1), HealthStatus::healthy);
		List<Integer> sizes = new CopyOnWriteArrayList<>();
		client.discovery().addListener(MOVIES, (snapshot) -> sizes.add(snapshot.instances().size()));
		await().until(() -> ids(client.discovery().getInstances(MOVIES)).equals(movies(1, 2)));
		await().until(() -> sizes.contains(2));
		int before = sizes.size();
		this.registry.sendToAll(text("goaway"));
		await().until(() -> other.get(key(1)) != null && this.registry.sessions() == 0);
		await().until(() -> registration.state() == Registration.State.REGISTERED);
		assertThat(client.session().url()).isEqualTo(other.url());
		assertThat(client.session().lastError()).contains("the server is stopping");
		assertThat(this.registry.received(ClientMessage.Deregister.class)).isEmpty();
		assertThat(this.registry.received(ClientMessage.Hello.class)).hasSize(1);
		assertThat(sizes.stream().skip(before)).doesNotContain(0);
		other.put(movie(3));
		await().until(() -> ids(client.discovery().getInstances(MOVIES)).contains("movie-3"));
	}

	@Test
	void onlyServerThatGoesAwayIsComeBackTo() {
		RegistryClient client = connected(builder());
		this.registry.sendToAll(text("goaway"));
		await().until(() -> this.registry.received(ClientMessage.Hello.class).size() == 2);
		await().until(() -> client.session().connected() && this.registry.sessions() == 1);
	}

	@Test
	void startNeverFailsAndTellsWhy() {
		RegistryClient client = started(builder(URI.create("http://127.0.0.1:1")));
		client.start();
		await().until(() -> client.session().lastError() != null);
		SessionState state = client.session();
		assertThat(state.connected()).isFalse();
		assertThat(state.node()).isNull();
		assertThat(state.url()).isEqualTo(URI.create("http://127.0.0.1:1"));
	}

	@Test
	void lossIsLoggedOnceHoweverManyAttemptsFail() {
		URI url = this.registry.url();
		RegistryClient client = connected(builder());
		Logger logger = (Logger) LoggerFactory.getLogger(Session.class);
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		log.list = new CopyOnWriteArrayList<>();
		log.start();
		logger.addAppender(log);
		logger.setLevel(Level.DEBUG);
		try {
			this.registry.close();
			await().until(() -> count(log, Level.DEBUG, "No session") > 3);
			this.registry = opened(FakeRegistry.startAt(url, "second"));
			await().until(() -> count(log, Level.INFO, "Connected to registry") == 1);
			assertThat(client.session().connected()).isTrue();
			assertThat(count(log, Level.WARN, "")).isEqualTo(1);
			assertThat(count(log, Level.INFO, "")).isEqualTo(1);
		}
		finally {
			logger.setLevel(null);
			logger.detachAppender(log);
		}
	}

	@Test
	void consumersBeatAsWell() {
		beatOften();
		connected(builder());
		await().until(() -> this.registry.received(ClientMessage.Heartbeat.class).size() > 5);
		assertThat(this.registry.received(ClientMessage.Hello.class)).hasSize(1);
	}

	@Test
	void closeEndsSessionAndThreads() {
		Set<Thread> before = clientThreads();
		RegistryClient client = connected(builder());
		client.register(movie(1), HealthStatus::healthy);
		client.discovery().addListener(MOVIES, (snapshot) -> {
		});
		await().until(() -> registered(1) != null);
		// those of clients before it may end at any time
		Set<Thread> its = clientThreads();
		its.removeAll(before);
		assertThat(its).isNotEmpty().allSatisfy((thread) -> assertThat(thread.isDaemon()).isTrue());
		client.close();
		client.start();
		client.close();
		await().until(() -> this.registry.sessions() == 0);
		await().until(() -> before.containsAll(clientThreads()));
		assertThat(client.session().connected()).isFalse();
	}

	@Test
	void clientThatWasNeverStartedClosesAtOnce() {
		RegistryClient client = builder().build();
		client.close();
		assertThat(client.session().connected()).isFalse();
		assertThat(client.session().url()).isNull();
	}

	@Test
	void survivesAnyOrderOfServerMessages() {
		RegistryClient client = connected(builder());
		Registration registration = client.register(movie(1), HealthStatus::healthy);
		client.discovery().getInstances(new ServiceKey("default", "other"));
		await().until(() -> registration.state() == Registration.State.REGISTERED);
		for (int round = 0; round < 3; round++) {
			GoldenMessages.server().keySet().forEach((name) -> this.registry.sendToAll(text(name)));
		}
		await().until(() -> this.registry.get(key(1)) != null);
		this.registry.put(movie(2));
		await().until(() -> ids(client.discovery().getInstances(MOVIES)).contains("movie-2"));
	}

	private static long count(ListAppender<ILoggingEvent> log, Level level, String part) {
		return log.list.stream()
			.filter((event) -> event.getLevel() == level && event.getFormattedMessage().contains(part))
			.count();
	}

	private static Set<Thread> clientThreads() {
		// an idle HTTP client of Java 17 ends with the garbage
		System.gc();
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("registry-client")
					|| thread.getName().startsWith("HttpClient"))
			.collect(Collectors.toSet());
	}

	private static String text(String name) {
		return new String(GoldenMessages.bytes("server", name), StandardCharsets.UTF_8);
	}

}
