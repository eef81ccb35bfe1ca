package io.movieinfo.sample.demo;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import io.movieinfo.registry.client.RegistryClient;
import io.movieinfo.registry.client.discovery.ServiceSnapshot;
import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.Names;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.sample.process.CheckFailedException;
import org.jspecify.annotations.Nullable;

/**
 * A watching consumer, the demo's own: sees what is pushed, and remembers all of it.
 */
final class RegistryView implements AutoCloseable {

	static final List<String> SERVICES = List.of("home-service", "movie-service", "user-service");

	private final RegistryClient client;

	private final Map<String, List<Seen>> history = new ConcurrentHashMap<>();

	private RegistryView(RegistryClient client) {
		this.client = client;
	}

	static RegistryView open(URI server, String application) {
		RegistryView view = new RegistryView(
				RegistryClient.builder().serverUrls(List.of(server)).application(application).build());
		view.client.start();
		SERVICES.forEach(view::watch);
		return view;
	}

	private void watch(String service) {
		List<Seen> seen = new CopyOnWriteArrayList<>();
		this.history.put(service, seen);
		this.client.discovery()
			.addListener(key(service), (snapshot) -> seen.add(new Seen(System.nanoTime(), snapshot)));
	}

	/**
	 * Returns what is listed now.
	 */
	ServiceSnapshot now(String service) {
		return this.client.discovery().getInstances(service);
	}

	/**
	 * Returns the routable instance of an id as it is listed now, {@code null} if there
	 * is none.
	 */
	@Nullable ServiceInstance routable(String service, String id) {
		return find(now(service), id);
	}

	/**
	 * Says for people why nobody is sent to an instance now.
	 */
	String whyNotRoutable(String service, String id) {
		return now(service).allInstances()
			.stream()
			.filter((instance) -> instance.id().equals(id))
			.findFirst()
			.map(RegistryView::why)
			.orElse("not listed");
	}

	static String why(ServiceInstance instance) {
		Cause cause = instance.cause();
		return instance.health().wireName() + ((cause != null) ? ", cause " + cause.wireName() : "");
	}

	/**
	 * Returns when an id's being routable or not was first seen.
	 * @param afterNanos the earliest moment that counts
	 * @return the moment of {@link System#nanoTime}, {@code null} if it was not seen yet
	 */
	@Nullable Long when(String service, String id, boolean routable, long afterNanos) {
		for (Seen seen : seen(service)) {
			if (seen.nanos() - afterNanos >= 0 && (find(seen.snapshot(), id) != null) == routable) {
				return seen.nanos();
			}
		}
		return null;
	}

	/**
	 * Returns the ids of all routable instances.
	 */
	Set<String> routable() {
		return SERVICES.stream()
			.flatMap((service) -> now(service).instances().stream())
			.map(ServiceInstance::id)
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * Whether every service's list is known to be complete.
	 */
	boolean complete() {
		return SERVICES.stream().allMatch((service) -> now(service).complete());
	}

	/**
	 * Fails if any of the ids was missing from what was pushed since a moment, or the
	 * history went backwards.
	 */
	void ensureNeverWithout(Set<String> ids, long sinceNanos) {
		for (String service : SERVICES) {
			List<String> expected = ids.stream().filter((id) -> MovieInfo.service(id).equals(service)).toList();
			ServiceSnapshot before = null;
			for (Seen seen : seen(service)) {
				if (seen.nanos() - sinceNanos < 0) {
					continue;
				}
				for (String id : expected) {
					if (find(seen.snapshot(), id) == null) {
						throw new CheckFailedException("%s was pushed without %s".formatted(service, id));
					}
				}
				ensureForward(before, seen.snapshot());
				before = seen.snapshot();
			}
		}
	}

	private static void ensureForward(@Nullable ServiceSnapshot before, ServiceSnapshot after) {
		if (before != null && before.cursor() != null && after.cursor() != null
				&& before.cursor().sameEpoch(after.cursor())
				&& before.cursor().revision() > after.cursor().revision()) {
			throw new CheckFailedException(
					"%s went back from %s to %s".formatted(after.key(), before.cursor(), after.cursor()));
		}
	}

	private List<Seen> seen(String service) {
		return this.history.getOrDefault(service, List.of());
	}

	private static @Nullable ServiceInstance find(ServiceSnapshot snapshot, String id) {
		return snapshot.instances().stream().filter((instance) -> instance.id().equals(id)).findFirst().orElse(null);
	}

	private static ServiceKey key(String service) {
		return new ServiceKey(Names.DEFAULT_NAMESPACE, service);
	}

	@Override
	public void close() {
		this.client.close();
	}

	/**
	 * What was pushed, and when.
	 *
	 * @param nanos the moment of {@link System#nanoTime}
	 * @param snapshot what the service looked like from then on
	 */
	private record Seen(long nanos, ServiceSnapshot snapshot) {

	}

}
