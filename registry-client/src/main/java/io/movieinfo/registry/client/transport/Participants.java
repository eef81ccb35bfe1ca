package io.movieinfo.registry.client.transport;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who use the session, in the order in which they joined. One's mistake keeps
 * neither the others nor the session from going on.
 */
final class Participants {

	private static final Logger logger = LoggerFactory.getLogger(Participants.class);

	private final List<SessionParticipant> participants = new CopyOnWriteArrayList<>();

	void add(SessionParticipant participant) {
		this.participants.add(participant);
	}

	void tell(Consumer<SessionParticipant> what) {
		for (SessionParticipant participant : this.participants) {
			try {
				what.accept(participant);
			}
			catch (RuntimeException | Error ex) {
				logger.error("A part of the registry client failed; the session goes on", ex);
			}
		}
	}

}
