package io.movieinfo.registry.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.server.watch.WatchEvent;
import io.movieinfo.registry.server.watch.Watcher;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applies events as a client does, and checks that they may be applied: a delta only to
 * its base, no event while another one is being dealt with, no way back within an epoch.
 */
final class RecordingWatcher implements Watcher {

	final List<WatchEvent> events = new ArrayList<>();

	final Map<String, ServiceInstance> view = new TreeMap<>();

	@Nullable Cursor cursor;

	boolean complete;

	boolean known;

	boolean automatic = true;

	private @Nullable Runnable done;

	static RecordingWatcher slow() {
		RecordingWatcher watcher = new RecordingWatcher();
		watcher.automatic = false;
		return watcher;
	}

	@Override
	public void changed(WatchEvent event, Runnable done) {
		assertThat(this.done).as("an event in flight").isNull();
		Cursor before = this.cursor;
		if (before != null && before.sameEpoch(event.cursor())) {
			assertThat(event.cursor().revision()).isGreaterThanOrEqualTo(before.revision());
		}
		if (event instanceof WatchEvent.Delta delta) {
			assertThat(before).as("what the delta applies to").isNotNull();
			assertThat(new Cursor(event.cursor().epoch(), delta.base())).isEqualTo(before);
			delta.removed().forEach(this.view::remove);
		}
		else if (event instanceof WatchEvent.Snapshot snapshot) {
			if (snapshot.complete()) {
				this.view.clear();
			}
			this.complete = snapshot.complete();
			this.known = snapshot.known();
		}
		event.instances().forEach((instance) -> this.view.put(instance.id(), instance));
		this.known |= !event.instances().isEmpty();
		this.cursor = event.cursor();
		this.events.add(event);
		if (this.automatic) {
			done.run();
		}
		else {
			this.done = done;
		}
	}

	boolean busy() {
		return this.done != null;
	}

	/**
	 * Has dealt with the event.
	 */
	void done() {
		Runnable done = this.done;
		this.done = null;
		if (done != null) {
			done.run();
		}
	}

	WatchEvent last() {
		return this.events.get(this.events.size() - 1);
	}

}
