package io.movieinfo.registry.server;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.lease.LeaseSettings;
import io.movieinfo.registry.server.probe.Prober;
import io.movieinfo.registry.server.watch.Watch;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A registry on virtual time, and short ways to talk to it: whatever is asked for is
 * carried out before the call returns.
 */
final class RegistryFixture {

	static final ServiceKey MOVIES = new ServiceKey("default", "movie-service");

	static final ServiceKey USERS = new ServiceKey("default", "user-service");

	final VirtualTime time;

	final FlakyStore store;

	final Registry registry;

	RegistryFixture() {
		this(new VirtualTime(), new FlakyStore());
	}

	RegistryFixture(VirtualTime time, FlakyStore store) {
		this(time, store, LeaseSettings.defaults());
	}

	RegistryFixture(VirtualTime time, FlakyStore store, LeaseSettings leases) {
		this(time, store, leases, Prober.OFF);
	}

	RegistryFixture(VirtualTime time, FlakyStore store, LeaseSettings leases, Prober prober) {
		this.time = time;
		this.store = store;
		this.registry = Registry.builder()
			.store(store)
			.leases(leases)
			.prober(prober)
			.ticker(time)
			.clock(time)
			.threads(time::executor)
			.build();
		this.registry.start();
		time.run();
	}

	/**
	 * A registry whose start hold is over.
	 */
	static RegistryFixture settled() {
		RegistryFixture fixture = new RegistryFixture();
		fixture.time.advance(Duration.ofSeconds(31));
		return fixture;
	}

	RegistryFixture restart() {
		this.registry.close();
		return new RegistryFixture(this.time, this.store);
	}

	/**
	 * Content at an address and port that no other id has.
	 */
	static InstanceContent content(ServiceKey service, String id) {
		return InstanceContent.builder(service.name())
			.namespace(service.namespace())
			.id(id)
			.address("10.0.0.1")
			.port(1 + (id.hashCode() & 0x7fff))
			.build();
	}

	static InstanceKey key(String id) {
		return new InstanceKey(MOVIES, id);
	}

	Registered register(String id, String startId) {
		return register(id, startId, null, null);
	}

	Registered register(String id, String startId, @Nullable Health health, @Nullable Cause cause) {
		return await(this.registry.register(content(MOVIES, id), startId, health, cause));
	}

	Cursor heartbeat(String id, String startId) {
		return heartbeat(id, startId, null, null);
	}

	Cursor heartbeat(String id, String startId, @Nullable Health health, @Nullable Cause cause) {
		return await(this.registry.heartbeat(key(id), startId, health, cause));
	}

	boolean deregister(String id, String startId) {
		return await(this.registry.deregister(key(id), startId));
	}

	@Nullable ServiceInstance find(String id) {
		return this.registry.snapshot(MOVIES)
			.instances()
			.stream()
			.filter((instance) -> instance.id().equals(id))
			.findFirst()
			.orElse(null);
	}

	ServiceInstance get(String id) {
		ServiceInstance instance = find(id);
		if (instance == null) {
			throw new AssertionError(id + " is not listed");
		}
		return instance;
	}

	Watch watch(RecordingWatcher watcher, @Nullable Cursor after) {
		Watch watch = this.registry.watch(MOVIES, after, watcher);
		this.time.run();
		return watch;
	}

	RecordingWatcher watch() {
		RecordingWatcher watcher = new RecordingWatcher();
		watch(watcher, null);
		return watcher;
	}

	/**
	 * Lets time pass while the instance with this id beats.
	 */
	void beat(String id, String startId, Duration duration) {
		for (long passed = 0; passed < duration.toSeconds(); passed += 3) {
			heartbeat(id, startId);
			this.time.advance(Duration.ofSeconds(3));
		}
		heartbeat(id, startId);
	}

	<T> T await(CompletionStage<T> stage) {
		this.time.run();
		CompletableFuture<T> future = stage.toCompletableFuture();
		assertThat(future).isDone();
		return future.join();
	}

	Throwable failure(CompletionStage<?> stage) {
		this.time.run();
		Throwable[] failure = new Throwable[1];
		// what a direct dependent gets, not wrapped
		var unused = stage.handle((value, ex) -> failure[0] = ex);
		assertThat(failure[0]).as("the failure").isNotNull();
		return failure[0];
	}

}
