package io.movieinfo.registry.protocol;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a server says in a session. Answers repeat the number of the message that they
 * answer as {@code re}.
 */
public sealed interface ServerMessage {

	/**
	 * Answers {@link ClientMessage.Hello}.
	 *
	 * @param re the answered message
	 * @param version the protocol version that the server speaks
	 * @param node names the server node
	 * @param epoch names the history that the node's revisions belong to
	 * @param ttlMillis how long a lease lasts without a heartbeat
	 * @param intervalMillis how often heartbeats are wanted
	 */
	record Welcome(long re, int version, String node, String epoch, long ttlMillis,
			long intervalMillis) implements ServerMessage {

		public Welcome {
			if (ttlMillis < 1) {
				throw new InvalidFieldException("ttl", ttlMillis, "1 or more milliseconds");
			}
			if (intervalMillis < 1) {
				throw new InvalidFieldException("interval", intervalMillis, "1 or more milliseconds");
			}
		}

	}

	/**
	 * Answers {@link ClientMessage.Register} and {@link ClientMessage.Update}.
	 *
	 * @param re the answered message
	 * @param name the instance's service
	 * @param id the instance
	 * @param incarnation the revision that committed this start of the process
	 * @param cursor from here on the registration is visible
	 */
	record Registered(long re, String name, String id, long incarnation, Cursor cursor) implements ServerMessage {

	}

	/**
	 * Answers {@link ClientMessage.Heartbeat}.
	 *
	 * @param re the answered message
	 */
	record Alive(long re) implements ServerMessage {

	}

	/**
	 * Answers {@link ClientMessage.Drain}.
	 *
	 * @param re the answered message
	 * @param name the instance's service
	 * @param id the instance
	 * @param cursor the change that took it out of routing
	 * @param pending how many watchers have not acknowledged that change within the
	 * limit; 0 if nobody sends the instance requests any more
	 */
	record Drained(long re, String name, String id, Cursor cursor, int pending) implements ServerMessage {

		public Drained {
			if (pending < 0) {
				throw new InvalidFieldException("pending", pending, "0 or more");
			}
		}

	}

	/**
	 * Answers messages that were carried out and have nothing else to say.
	 *
	 * @param re the answered message
	 */
	record Done(long re) implements ServerMessage {

	}

	/**
	 * Says that something was refused and changed nothing. Its wire type is
	 * {@code error}.
	 *
	 * @param re the refused message, or {@code null} if its number could not be read
	 * @param problem why
	 * @param instance the instance that it is about, or {@code null}
	 */
	record Refused(@Nullable Long re, Problem problem, @Nullable InstanceKey instance) implements ServerMessage {

	}

	/**
	 * Says that this node is about to stop: the client reconnects elsewhere, and keeps
	 * what it knows. Its wire type is {@code goaway}.
	 *
	 * @param reason why, for people
	 */
	record GoAway(String reason) implements ServerMessage {

	}

	/**
	 * A part of everything that is listed for a service. The parts of one snapshot share
	 * a cursor, and are applied together when the last one is there.
	 *
	 * @param watch the watch that it belongs to
	 * @param service the service
	 * @param cursor what the whole snapshot shows
	 * @param complete whether instances that are not in it are known to be gone; if not,
	 * the receiver only adds
	 * @param known whether the service is known; an unknown one has no instances
	 * @param last whether this part is the last one
	 * @param instances the part's instances
	 */
	record Snapshot(long watch, ServiceKey service, Cursor cursor, boolean complete, boolean known, boolean last,
			List<ServiceInstance> instances) implements ServerMessage {

		public Snapshot {
			instances = List.copyOf(instances);
		}

	}

	/**
	 * The changes of a service since what the receiver has seen. It applies to that only.
	 *
	 * @param watch the watch that it belongs to
	 * @param service the service
	 * @param base the revision that the changes build on, of the cursor's epoch
	 * @param cursor what the receiver has seen once it has applied the changes
	 * @param instances the instances that are new or have changed
	 * @param removed the ids of those that are gone
	 */
	record Delta(long watch, ServiceKey service, long base, Cursor cursor, List<ServiceInstance> instances,
			List<String> removed) implements ServerMessage {

		public Delta {
			instances = List.copyOf(instances);
			removed = List.copyOf(removed);
		}

	}

}
