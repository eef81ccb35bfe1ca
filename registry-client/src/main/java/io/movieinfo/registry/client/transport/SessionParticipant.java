package io.movieinfo.registry.client.transport;

import java.util.List;

import io.movieinfo.registry.protocol.ClientMessage.HealthReport;
import io.movieinfo.registry.protocol.ServerMessage;

/**
 * Somebody who uses the session. Everything is called on the client thread and must not
 * block.
 */
public interface SessionParticipant {

	/**
	 * There is a new session, in which nothing has been said yet.
	 */
	void connected();

	/**
	 * The session is lost, and with it every answer that was due.
	 */
	void disconnected();

	/**
	 * There is no session, and since the last one, or the start, no server URL has led to
	 * one, though each was tried. Attempts go on.
	 */
	default void unreachable() {
	}

	/**
	 * The server said something, to this participant or to another one.
	 */
	void received(ServerMessage message);

	/**
	 * A heartbeat is about to be sent.
	 * @param reports takes the health of instances whose health has changed
	 */
	default void contribute(List<HealthReport> reports) {
	}

}
