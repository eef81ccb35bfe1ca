package io.movieinfo.registry.server.app.session;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.MessageCodec;
import io.movieinfo.registry.protocol.Problem;
import io.movieinfo.registry.protocol.ServerMessage;
import io.movieinfo.registry.server.RegistryException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a client's messages. Thread-safe; nothing blocks.
 */
final class Answers {

	private static final Logger logger = LoggerFactory.getLogger(Answers.class);

	private final Outbox outbox;

	Answers(Outbox outbox) {
		this.outbox = outbox;
	}

	void send(ServerMessage message) {
		this.outbox.answer(MessageCodec.encode(message));
	}

	/**
	 * Refuses a message.
	 * @param re its number, or {@code null} if that could not be read
	 */
	void refuse(@Nullable Long re, Problem problem) {
		send(new ServerMessage.Refused(re, problem, null));
	}

	/**
	 * Refuses what a message asked for an instance.
	 */
	void refuse(long re, Problem problem, InstanceKey instance) {
		send(new ServerMessage.Refused(re, problem, instance));
	}

	/**
	 * Refuses what a message asked for an instance.
	 * @param failure what came of it
	 */
	void refuse(long re, Throwable failure, InstanceKey instance) {
		refuse(re, problem(failure, instance), instance);
	}

	/**
	 * Returns what a client is told of a failure; logs it if it is not one of those that
	 * the registry explains itself.
	 * @param subject what it happened to
	 */
	Problem problem(Throwable failure, Object subject) {
		if (failure instanceof RegistryException refusal) {
			return refusal.toProblem();
		}
		logger.error("{} failed", subject, failure);
		return Problem.of(Problem.UNAVAILABLE, "the server failed; its log says why");
	}

}
