package io.movieinfo.sample.endtoend;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.movieinfo.registry.client.RegistryClient;
import io.movieinfo.registry.client.discovery.ServiceSnapshot;
import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.ServiceKey;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Remembers everything that a client was told of a service.
 */
final class ListWatcher {

	private final RegistryClient client;

	private final ServiceKey service;

	private final List<ServiceSnapshot> seen = new CopyOnWriteArrayList<>();

	ListWatcher(RegistryClient client, ServiceKey service) {
		this.client = client;
		this.service = service;
		client.discovery().addListener(service, this.seen::add);
	}

	RegistryClient client() {
		return this.client;
	}

	ServiceSnapshot now() {
		return this.client.discovery().getInstances(this.service);
	}

	int size() {
		return now().instances().size();
	}

	@Nullable Cursor cursor() {
		return now().cursor();
	}

	/**
	 * How much has been seen so far, to look at what comes after it. Waits until the
	 * client has told what it knows now.
	 */
	int mark() {
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(this::isToldWhatIsKnown);
		return this.seen.size();
	}

	/**
	 * Fails if a list was shorter, or older than the one before it.
	 */
	void assertNeverShorterSince(int mark, int size) {
		List<ServiceSnapshot> all = List.copyOf(this.seen);
		List<ServiceSnapshot> since = all.subList(mark, all.size());
		assertThat(since).allSatisfy((snapshot) -> assertThat(snapshot.instances()).hasSizeGreaterThanOrEqualTo(size));
		Cursor before = null;
		for (ServiceSnapshot snapshot : since) {
			Cursor cursor = snapshot.cursor();
			if (before != null && cursor != null && before.sameEpoch(cursor)) {
				assertThat(cursor.revision()).isGreaterThanOrEqualTo(before.revision());
			}
			before = cursor;
		}
	}

	private boolean isToldWhatIsKnown() {
		List<ServiceSnapshot> all = List.copyOf(this.seen);
		if (all.isEmpty()) {
			return false;
		}
		ServiceSnapshot told = all.get(all.size() - 1);
		ServiceSnapshot known = now();
		return told.allInstances().equals(known.allInstances()) && told.complete() == known.complete()
				&& told.source() == known.source();
	}

}
