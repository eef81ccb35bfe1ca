package io.movieinfo.registry.protocol;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a client says in a session: requests, which are answered, and acknowledgements,
 * which are not.
 */
public sealed interface ClientMessage {

	/**
	 * A message that is answered. It carries a number that is new within its session; the
	 * answer repeats it.
	 */
	sealed interface Request extends ClientMessage {

		/**
		 * The message's number, 0 or more.
		 */
		long seq();

	}

	/**
	 * The first message of a session: who is calling.
	 *
	 * @param seq the message's number
	 * @param version the protocol version that the client speaks
	 * @param application the application's name, for people
	 * @param process names the process, for people
	 * @param namespace the session's namespace: where watches look that name none
	 */
	record Hello(long seq, int version, String application, String process, String namespace) implements Request {

		public Hello {
			namespace = Names.namespace("namespace", namespace);
		}

	}

	/**
	 * Registers an instance, or renews it if nothing has changed. Answered by
	 * {@link ServerMessage.Registered}.
	 *
	 * @param seq the message's number
	 * @param startId names this start of the process, at random
	 * @param content what is registered
	 * @param health its health, or {@code null} to keep what was reported (healthy, if it
	 * is new)
	 * @param cause why it is not healthy, or {@code null}
	 */
	record Register(long seq, String startId, InstanceContent content, @Nullable Health health,
			@Nullable Cause cause) implements Request {

		public Register {
			Names.id("start_id", startId);
			Cause.checkReport(health, cause);
		}

	}

	/**
	 * Renews all registrations that this session made. Answered by
	 * {@link ServerMessage.Alive}, after a {@link ServerMessage.Refused} for each
	 * registration that the server no longer holds.
	 *
	 * @param seq the message's number
	 * @param health the health of those instances whose health has changed
	 */
	record Heartbeat(long seq, List<HealthReport> health) implements Request {

		public Heartbeat {
			health = List.copyOf(health);
		}

	}

	/**
	 * Replaces the content of a registered instance. Answered by
	 * {@link ServerMessage.Registered}.
	 *
	 * @param seq the message's number
	 * @param startId the start id that it was registered with
	 * @param content the new content
	 */
	record Update(long seq, String startId, InstanceContent content) implements Request {

		public Update {
			Names.id("start_id", startId);
		}

	}

	/**
	 * Removes an instance. Answered by {@link ServerMessage.Done}, also when it was gone
	 * already.
	 *
	 * @param seq the message's number
	 * @param namespace the instance's namespace, or {@code null} for the session's
	 * @param name the instance's service
	 * @param id the instance
	 * @param startId the start id that it was registered with
	 */
	record Deregister(long seq, @Nullable String namespace, String name, String id, String startId) implements Request {

		public Deregister {
			namespace = (namespace != null) ? Names.namespace("namespace", namespace) : null;
			name = Names.service("name", name);
			Names.instanceId("id", id);
			Names.id("start_id", startId);
		}

	}

	/**
	 * Takes an instance out of routing because it is about to stop, and asks when nobody
	 * sends it requests any more. It stays registered, and still needs heartbeats.
	 * Answered by {@link ServerMessage.Drained} when all other watchers of its service
	 * have acknowledged that, or the limit is over.
	 *
	 * @param seq the message's number
	 * @param namespace the instance's namespace, or {@code null} for the session's
	 * @param name the instance's service
	 * @param id the instance
	 * @param startId the start id that it was registered with
	 * @param limitMillis how long the answer may take, up to
	 * {@link Limits#MAX_DRAIN_MILLIS}; 0 does not wait for anybody
	 */
	record Drain(long seq, @Nullable String namespace, String name, String id, String startId,
			long limitMillis) implements Request {

		public Drain {
			namespace = (namespace != null) ? Names.namespace("namespace", namespace) : null;
			name = Names.service("name", name);
			Names.instanceId("id", id);
			Names.id("start_id", startId);
			if (limitMillis < 0 || limitMillis > Limits.MAX_DRAIN_MILLIS) {
				throw new InvalidFieldException("limit", limitMillis,
						"0 to %d milliseconds".formatted(Limits.MAX_DRAIN_MILLIS));
			}
		}

	}

	/**
	 * Asks for a service's instances and all their changes. Answered by a
	 * {@link ServerMessage.Snapshot} or, if the cursor is within history, by a
	 * {@link ServerMessage.Delta}; both name the watch by this message's number.
	 *
	 * @param seq the message's number, and the watch's name from then on
	 * @param namespace the service's namespace, or {@code null} for the session's
	 * @param service the service
	 * @param cursor what the client has seen already, or {@code null}
	 */
	record Watch(long seq, @Nullable String namespace, String service, @Nullable Cursor cursor) implements Request {

		public Watch {
			namespace = (namespace != null) ? Names.namespace("namespace", namespace) : null;
			service = Names.service("service", service);
		}

	}

	/**
	 * Ends a watch. Answered by {@link ServerMessage.Done}, also when it was over
	 * already.
	 *
	 * @param seq the message's number
	 * @param watch the number of the {@link Watch} message
	 */
	record Unwatch(long seq, long watch) implements Request {

	}

	/**
	 * Says that everything in the client's process goes by what a watch has told up to a
	 * cursor. Not answered; without effect for a watch that is over.
	 *
	 * @param watch the number of the {@link Watch} message
	 * @param cursor the cursor of the last snapshot or delta that was applied
	 * @param underWay whether requests may still be under way that an instance was chosen
	 * for before it was draining; another one follows when they are not
	 */
	record Ack(long watch, Cursor cursor, boolean underWay) implements ClientMessage {

		/**
		 * Says so when no such requests are under way.
		 */
		public Ack(long watch, Cursor cursor) {
			this(watch, cursor, false);
		}

	}

	/**
	 * An instance's health as its application reports it.
	 *
	 * @param namespace the instance's namespace, or {@code null} for the session's
	 * @param name the instance's service
	 * @param id the instance
	 * @param health its health
	 * @param cause {@link Cause#REPORTED} or {@link Cause#NOT_READY} for an unhealthy
	 * one, or {@code null}
	 */
	record HealthReport(@Nullable String namespace, String name, String id, Health health, @Nullable Cause cause) {

		public HealthReport {
			namespace = (namespace != null) ? Names.namespace("namespace", namespace) : null;
			name = Names.service("name", name);
			Names.instanceId("id", id);
			Cause.checkReport(health, cause);
		}

	}

}
