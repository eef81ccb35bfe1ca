package io.movieinfo.registry.client.discovery;

import java.time.Clock;
import java.time.Duration;

import io.movieinfo.registry.client.discovery.WatchedInstances.Verdict;
import io.movieinfo.registry.client.discovery.cache.KeptList;
import io.movieinfo.registry.client.discovery.cache.ListCache;
import io.movieinfo.registry.client.transport.ClientThread;
import io.movieinfo.registry.client.transport.ClientThread.Timer;
import io.movieinfo.registry.client.transport.Session;
import io.movieinfo.registry.protocol.ClientMessage;
import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.ServerMessage;
import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches one service in whatever session there is, and keeps its view. Belongs to the
 * client thread.
 */
final class ServiceWatch {

	private static final Logger logger = LoggerFactory.getLogger(ServiceWatch.class);

	/** No watch has this number. */
	private static final long NONE = -1;

	/** A server that makes one fresh start after the other necessary gets this pause. */
	private static final Duration PAUSE = Duration.ofSeconds(1);

	private final ServiceView view;

	private final Session session;

	private final ClientThread thread;

	private final ListCache cache;

	private final WatchedInstances instances;

	private final Acknowledgement acknowledgement;

	/** Runs while nothing but the registry's own answer will do. */
	private Timer initialWait = Timer.NONE;

	private boolean ended;

	/** Whether it is time to do with the list that was kept, if there is one. */
	private boolean fallenBack;

	private boolean keptFound;

	private long seq = NONE;

	private boolean olderLogged;

	private boolean refusalLogged;

	/** Runs while a further fresh start has to wait. */
	private Timer pause = Timer.NONE;

	private boolean pausing;

	private boolean gapWhilePausing;

	ServiceWatch(ServiceView view, Session session, ClientThread thread, ListCache cache, Clock clock) {
		this.view = view;
		this.session = session;
		this.thread = thread;
		this.cache = cache;
		this.instances = new WatchedInstances(view.key(), clock);
		this.acknowledgement = new Acknowledgement(view, session, thread);
	}

	/**
	 * Begins, in the present session or before there is one.
	 * @param initialWait how long nothing but the registry's own answer will do, unless
	 * no server can be reached
	 */
	void begin(Duration initialWait) {
		this.cache.find(this.view.key(), this::found);
		this.initialWait = this.thread.schedule(initialWait, () -> {
			fallBack();
			this.view.stopWaiting();
		});
		if (this.session.isConnected()) {
			connected();
		}
		else if (this.session.isUnreachable()) {
			fallBack();
		}
	}

	/**
	 * From now on the list that was kept will do until there is a better one.
	 */
	void fallBack() {
		this.fallenBack = true;
		if (this.keptFound) {
			publishKept();
		}
	}

	/**
	 * Begins, or goes on, in a new session.
	 */
	void connected() {
		watch(this.instances.resumeFrom());
	}

	void disconnected() {
		this.seq = NONE;
		this.acknowledgement.end();
		this.pause.cancel();
		this.pausing = false;
		this.gapWhilePausing = false;
		this.instances.watchEnded();
		this.view.outdated();
	}

	/**
	 * Ends for good, whether there is a session or not.
	 */
	void end() {
		if (this.seq != NONE && this.session.isConnected()) {
			unwatch();
		}
		disconnected();
		this.initialWait.cancel();
		this.ended = true;
	}

	void received(ServerMessage message) {
		if (message instanceof ServerMessage.Snapshot snapshot && snapshot.watch() == this.seq) {
			this.view.pushed();
			applied(this.instances.apply(snapshot), snapshot.cursor());
		}
		else if (message instanceof ServerMessage.Delta delta && delta.watch() == this.seq) {
			this.view.pushed();
			applied(this.instances.apply(delta), delta.cursor());
		}
		else if (message instanceof ServerMessage.Refused refused && refused.re() != null && refused.re() == this.seq) {
			refused(refused.problem().message());
		}
	}

	private void found(KeptList kept) {
		if (this.ended) {
			return;
		}
		this.keptFound = this.instances.add(kept);
		if (this.keptFound && this.instances.answered()) {
			this.view.publish(this.instances.toSnapshot());
		}
		else if (this.keptFound && this.fallenBack) {
			publishKept();
		}
	}

	private void publishKept() {
		if (!this.instances.answered() && this.view.snapshot().source() != ServiceSnapshot.Source.DISK) {
			ServiceSnapshot snapshot = this.instances.toSnapshot();
			logger.info("The registry has not answered for service '{}'; its list of {} with {} instances is in use "
					+ "until it does", this.view.key(), snapshot.asOf(), snapshot.allInstances().size());
			this.view.publish(snapshot);
		}
	}

	private void unwatch() {
		long old = this.seq;
		this.session.send((seq) -> new ClientMessage.Unwatch(seq, old));
	}

	private void watch(@Nullable Cursor cursor) {
		ServiceKey key = this.view.key();
		this.seq = this.session.send((seq) -> new ClientMessage.Watch(seq, key.namespace(), key.name(), cursor));
	}

	private void applied(Verdict verdict, Cursor cursor) {
		switch (verdict) {
			case APPLIED -> {
				logRecovery();
				this.olderLogged = false;
				this.refusalLogged = false;
				this.gapWhilePausing = false;
				ServiceSnapshot snapshot = this.instances.toSnapshot();
				this.view.publish(snapshot);
				this.view.upToDate();
				// not before the balancers go by it
				this.acknowledgement.send(this.seq, cursor);
				keep(snapshot);
			}
			case OLDER -> logOlder(cursor);
			case GAP -> startAfresh();
			case UNFINISHED -> {
				// nothing to tell before the last part
			}
		}
	}

	private void keep(ServiceSnapshot snapshot) {
		// an incomplete one may hold what came from the disk, and lack what is there
		if (snapshot.complete() && snapshot.cursor() != null && snapshot.asOf() != null) {
			this.cache.keep(new KeptList(snapshot.key(), snapshot.cursor(), snapshot.asOf(), snapshot.allInstances()));
		}
	}

	private void startAfresh() {
		if (this.pausing) {
			this.gapWhilePausing = true;
			return;
		}
		logger.debug("Missed a change of service '{}'; asking for all of it", this.view.key());
		this.pausing = true;
		this.pause = this.thread.schedule(PAUSE, this::pauseOver);
		this.instances.watchEnded();
		unwatch();
		this.acknowledgement.end();
		watch(null);
	}

	private void pauseOver() {
		boolean missed = this.gapWhilePausing;
		this.pausing = false;
		this.gapWhilePausing = false;
		if (missed && this.session.isConnected()) {
			startAfresh();
		}
	}

	private void refused(String reason) {
		if (this.refusalLogged) {
			logger.debug("The registry still refuses to tell of service '{}': {}", this.view.key(), reason);
		}
		else {
			logger.warn("The registry refuses to tell of service '{}': {}; asking again until it does", this.view.key(),
					reason);
		}
		this.refusalLogged = true;
		this.session.error("The registry refuses to tell of service '%s': %s".formatted(this.view.key(), reason));
		this.view.refused(reason);
		this.gapWhilePausing = true;
		if (!this.pausing) {
			this.pausing = true;
			this.pause = this.thread.schedule(PAUSE, this::pauseOver);
		}
	}

	private void logRecovery() {
		if (this.olderLogged || this.refusalLogged) {
			logger.info("The registry tells of service '{}' again", this.view.key());
		}
	}

	private void logOlder(Cursor cursor) {
		if (!this.olderLogged) {
			logger.warn("The registry's state of service '{}' at {} is older than what is known; waiting for newer",
					this.view.key(), cursor);
			this.session
				.error("The registry's state of service '%s' is older than what is known".formatted(this.view.key()));
		}
		this.olderLogged = true;
	}

}
