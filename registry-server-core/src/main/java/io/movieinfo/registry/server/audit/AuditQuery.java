package io.movieinfo.registry.server.audit;

import java.time.Instant;

import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of the audit log are wanted. Immutable.
 *
 * @param service only what was about this service, or {@code null}
 * @param instance only what was about an instance with this id, or {@code null} for all,
 * also for what was about a whole service
 * @param before only entries with a lower number; {@link Long#MAX_VALUE} for all
 * @param since only entries of then or later, or {@code null}
 * @param until only entries before then, or {@code null}
 */
public record AuditQuery(@Nullable ServiceKey service, @Nullable String instance, long before, @Nullable Instant since,
		@Nullable Instant until) {

	/** Every entry. */
	public static final AuditQuery ALL = new AuditQuery(null, null, Long.MAX_VALUE, null, null);

	/**
	 * Whether an entry is wanted.
	 */
	public boolean test(AuditEntry entry) {
		return entry.number() < this.before && (this.service == null || this.service.equals(entry.service()))
				&& (this.instance == null || this.instance.equals(entry.instance()))
				&& (this.since == null || !entry.at().isBefore(this.since))
				&& (this.until == null || entry.at().isBefore(this.until));
	}

}
