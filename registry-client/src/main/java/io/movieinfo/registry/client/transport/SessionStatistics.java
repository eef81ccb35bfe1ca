package io.movieinfo.registry.client.transport;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What a client has counted of its sessions since it was made. Immutable.
 *
 * @param sessions how many sessions there were, the present one included
 * @param losses how many of them were lost, not counting the one that ended with the
 * client
 * @param failedAttempts how many attempts led to none
 * @param heartbeats how many heartbeats were sent
 * @param answers how many of them were answered
 * @param beatAt when the last one was sent, {@code null} before the first
 * @param answeredAt when the last answer came, {@code null} before the first
 */
public record SessionStatistics(long sessions, long losses, long failedAttempts, long heartbeats, long answers,
		@Nullable Instant beatAt, @Nullable Instant answeredAt) {

	static final SessionStatistics NONE = new SessionStatistics(0, 0, 0, 0, 0, null, null);

	SessionStatistics connected() {
		return new SessionStatistics(this.sessions + 1, this.losses, this.failedAttempts, this.heartbeats, this.answers,
				this.beatAt, this.answeredAt);
	}

	SessionStatistics lost() {
		return new SessionStatistics(this.sessions, this.losses + 1, this.failedAttempts, this.heartbeats, this.answers,
				this.beatAt, this.answeredAt);
	}

	SessionStatistics failed() {
		return new SessionStatistics(this.sessions, this.losses, this.failedAttempts + 1, this.heartbeats, this.answers,
				this.beatAt, this.answeredAt);
	}

	SessionStatistics beaten(Instant now) {
		return new SessionStatistics(this.sessions, this.losses, this.failedAttempts, this.heartbeats + 1, this.answers,
				now, this.answeredAt);
	}

	SessionStatistics answered(Instant now) {
		return new SessionStatistics(this.sessions, this.losses, this.failedAttempts, this.heartbeats, this.answers + 1,
				this.beatAt, now);
	}

}
