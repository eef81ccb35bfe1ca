package io.movieinfo.sample.endtoend;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.movieinfo.registry.client.registration.Registration;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who holds an id, and who sees whom.
 */
@ExtendWith(OutputCaptureExtension.class)
class TakeOverTests {

	private static ServerProcess server;

	@BeforeAll
	static void startServer(@TempDir Path directory) throws IOException {
		server = new ServerProcess(directory);
		server.start();
	}

	@AfterAll
	static void stopServer() {
		server.close();
	}

	@Test
	void newerProcessTakesOverAndTheOlderChangesNothingAnyMore(CapturedOutput output) throws Exception {
		try (Provider older = start("default", "user-service", "user-1")) {
			await().until(older::registered);
			try (Consumer consumer = Consumer.start(server.url(), "user-service")) {
				ListWatcher watcher = new ListWatcher(consumer.client(), new ServiceKey("default", "user-service"));
				await().until(() -> consumer.lastAnswer().equals(Integer.toString(older.port())));
				try (Provider newer = start("default", "user-service", "user-1")) {
					await().until(() -> consumer.lastAnswer().equals(Integer.toString(newer.port())));
					await().until(() -> older.registration().state() == Registration.State.SUPERSEDED);
					await().until(() -> output.getOut().contains("newer process has registered user-service/user-1"));
					List<ServiceInstance> listed = watcher.now().allInstances();
					int calls = consumer.calls();
					older.registration().update(older.registration().content());
					older.leave();
					await().until(() -> consumer.calls() > calls + 100);
					assertThat(watcher.now().allInstances()).isEqualTo(listed).hasSize(1);
					assertThat(newer.registered()).isTrue();
					assertThat(consumer.failures()).isEmpty();
				}
			}
		}
	}

	@Test
	void namespacesDoNotSeeEachOther() throws Exception {
		try (Provider blue = start("blue", "order-service", "order-1");
				Provider green = start("green", "order-service", "order-1")) {
			ListWatcher seenByBlue = new ListWatcher(blue.client(), new ServiceKey("blue", "order-service"));
			ListWatcher seenByGreen = new ListWatcher(green.client(), new ServiceKey("green", "order-service"));
			await().until(() -> seenByBlue.size() == 1 && seenByGreen.size() == 1);
			assertThat(seenByBlue.now().instances()).extracting(ServiceInstance::port).containsExactly(blue.port());
			assertThat(seenByGreen.now().instances()).extracting(ServiceInstance::port).containsExactly(green.port());
			green.leave();
			await().until(() -> seenByBlue.client()
				.discovery()
				.getInstances(new ServiceKey("green", "order-service"))
				.allInstances()
				.isEmpty());
			assertThat(seenByBlue.now().instances()).hasSize(1);
			assertThat(blue.client().discovery().getInstances("order-service").instances()).hasSize(1);
		}
	}

	private static Provider start(String namespace, String service, String id) throws IOException {
		return Provider.start(server.url(), namespace, service, id);
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(30));
	}

}
