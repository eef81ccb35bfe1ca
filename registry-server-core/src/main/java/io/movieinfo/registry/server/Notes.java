package io.movieinfo.registry.server;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.audit.AuditEntry;
import io.movieinfo.registry.server.journal.Note;
import io.movieinfo.registry.server.lease.GuardReason;
import io.movieinfo.registry.server.lease.GuardState;
import io.movieinfo.registry.server.store.StoredInstance;
import org.jspecify.annotations.Nullable;

/**
 * The words for what happens to whom, and why.
 */
final class Notes {

	/** Who does what an instance asks for itself. */
	static final String APPLICATION = "its application";

	private Notes() {
	}

	static Note started(String node, int instances, int services, Duration hold) {
		String held = hold.isZero() ? "" : "; nothing expires for " + seconds(hold);
		return new Note(Note.Kind.STARTED, null, null, null, null,
				"Registry %s has started with %d instances of %d services%s".formatted(node, instances, services,
						held));
	}

	static Note registered(StoredInstance begun, Holder holder) {
		return Note.of(Note.Kind.REGISTERED, begun.key(), APPLICATION, null,
				"%s was registered at %s by %s, incarnation %d".formatted(begun.key(), place(begun.content()), holder,
						begun.incarnation()));
	}

	static Note replaced(StoredInstance before, StoredInstance begun, Holder holder) {
		return Note.of(Note.Kind.REPLACED, begun.key(), APPLICATION, "another start of its process",
				"%s has started anew at %s, through %s: incarnation %d takes over from %d".formatted(begun.key(),
						place(begun.content()), holder, begun.incarnation(), before.incarnation()));
	}

	/**
	 * Returns the note that an application says something else of itself, or {@code null}
	 * if nobody can see that.
	 */
	static @Nullable Note reported(StoredInstance before, StoredInstance after) {
		InstanceKey key = after.key();
		boolean sameHealth = after.health() == before.health() && after.cause() == before.cause();
		String health = "%s after %s".formatted(health(after), health(before));
		if (!after.content().equals(before.content())) {
			return Note.of(Note.Kind.UPDATED, key, APPLICATION, null, "%s says something else of itself: %s%s"
				.formatted(key, differences(before.content(), after.content()), sameHealth ? "" : "; it is " + health));
		}
		if (sameHealth) {
			return null;
		}
		if (before.foundDead()) {
			return Note.of(Note.Kind.HEALTH, key, APPLICATION, "a sign of life came",
					"%s is back: %s".formatted(key, health));
		}
		String reason = (after.cause() == Cause.NOT_READY) ? "it refuses traffic" : "its own health says so";
		return Note.of(Note.Kind.HEALTH, key, APPLICATION, reason, "%s reports %s".formatted(key, health));
	}

	static Note ranOut(InstanceKey key, Duration ttl) {
		String reason = "its lease ran out after %s without a heartbeat".formatted(seconds(ttl));
		return Note.of(Note.Kind.HEALTH, key, null, reason, "%s is unhealthy (lease): %s".formatted(key, reason));
	}

	static Note died(InstanceKey key, String why) {
		return Note.of(Note.Kind.HEALTH, key, null, why, "%s is dead (connection-refused): %s".formatted(key, why));
	}

	static Note draining(InstanceKey key) {
		return Note.of(Note.Kind.DRAINING, key, APPLICATION, null,
				"%s is draining: %s said so".formatted(key, APPLICATION));
	}

	/**
	 * Returns the note that an instance is gone because somebody said so.
	 * @param own whether that was its application
	 */
	static Note deregistered(InstanceKey key, boolean own) {
		return own
				? Note.of(Note.Kind.DEREGISTERED, key, APPLICATION, null,
						"%s is gone: %s deregistered it".formatted(key, APPLICATION))
				: Note.of(Note.Kind.DEREGISTERED, key, null, "it was not alive any more",
						"%s is gone: it was deregistered when it was not alive any more".formatted(key));
	}

	static Note evicted(InstanceKey key, Duration evictAfter) {
		String reason = "still silent %s after it was found unhealthy".formatted(seconds(evictAfter));
		return Note.of(Note.Kind.EVICTED, key, null, reason, "%s is removed: %s".formatted(key, reason));
	}

	static Note forgotten(ServiceKey service, Duration empty) {
		String reason = "it has been empty for %d h".formatted(empty.toHours());
		return new Note(Note.Kind.FORGOTTEN, service, null, null, reason,
				"The service %s is forgotten: %s".formatted(service, reason));
	}

	static Note overridesForgotten(InstanceKey key, Duration unlisted) {
		String reason = "it has not been listed for %d days".formatted(unlisted.toDays());
		return Note.of(Note.Kind.OVERRIDES_FORGOTTEN, key, null, reason,
				"The overrides of %s are forgotten: %s".formatted(key, reason));
	}

	static Note silent(InstanceKey key, Duration silence) {
		return suspect(key, "no heartbeat for %s".formatted(seconds(silence)));
	}

	static Note sessionLost(InstanceKey key, Holder holder) {
		return suspect(key, "%s was lost".formatted(holder));
	}

	static Note heard(InstanceKey key, boolean held) {
		return Note.of(Note.Kind.HEARD, key, APPLICATION, "a sign of life came",
				"%s is heard of again, and was %s".formatted(key, held ? "held by the mass-expiry guard" : "suspect"));
	}

	static Note held(InstanceKey key, Duration ttl, @Nullable String guard) {
		return Note.of(Note.Kind.HELD, key, null, guard,
				"The lease of %s ran out after %s without a heartbeat, but the mass-expiry guard holds it%s: %s"
					.formatted(key, seconds(ttl), (guard != null) ? " (" + guard + ")" : "", "it stays as it is"));
	}

	/**
	 * Returns the note that the guard holds things back.
	 * @param services the services that have come to their limit just now
	 */
	static Note guardEngaged(GuardState guard, Set<ServiceKey> services) {
		return new Note(Note.Kind.GUARD_ENGAGED, only(services), null, null, guard.reason(),
				("The mass-expiry guard is engaged: %s. %d of %d instances are lost, %d may be, %d are held back. "
						+ "What falls silent from now on stays as it is")
					.formatted(guard.reason(), guard.lost(), guard.instances(), guard.allowed(), guard.held()));
	}

	/**
	 * Returns the note that the guard holds less back.
	 * @param services the services that are no longer at their limit
	 */
	static Note guardReleased(GuardState before, GuardState after, Set<ServiceKey> services) {
		if (!after.engaged()) {
			String reason = before.reasons().contains(GuardReason.START) ? "the start hold is over"
					: "enough beat again, or what it held fits the limits";
			return new Note(Note.Kind.GUARD_RELEASED, null, null, null, reason,
					"The mass-expiry guard is released after %s: %s. %d of %d instances are lost, %d were held back"
						.formatted(seconds(before.since()), reason, after.lost(), after.instances(), before.held()));
		}
		String freed = services.isEmpty() ? "the whole registry"
				: services.stream().map(ServiceKey::toString).sorted().collect(Collectors.joining(", "));
		return new Note(Note.Kind.GUARD_RELEASED, only(services), null, null, null,
				"The mass-expiry guard is released for %s, and still engaged: %s".formatted(freed, after.reason()));
	}

	/**
	 * Returns the note of what an operator has done.
	 */
	static Note done(AuditEntry entry) {
		Note.Kind kind = switch (entry.action()) {
			case OVERRIDE, CLEAR_OVERRIDES -> Note.Kind.OVERRIDDEN;
			case DRAIN -> Note.Kind.DRAINING;
			case END_DRAIN -> Note.Kind.DRAIN_ENDED;
			case REMOVE -> Note.Kind.REMOVED;
			case RELEASE_GUARD -> Note.Kind.GUARD_RELEASED;
		};
		String what = switch (entry.action()) {
			case OVERRIDE -> "overrides %s";
			case CLEAR_OVERRIDES -> "clears the overrides of %s";
			case DRAIN -> "drains %s";
			case END_DRAIN -> "ends the drain of %s";
			case REMOVE -> "removes %s";
			case RELEASE_GUARD -> "releases the mass-expiry guard";
		};
		ServiceKey service = entry.service();
		String subject = (service == null) ? ""
				: (entry.instance() != null) ? service + "/" + entry.instance() : "the instances of " + service;
		String undoes = (entry.undoes() != null) ? ", which undoes entry %d of the audit log".formatted(entry.undoes())
				: "";
		String change = entry.before().isEmpty() ? entry.after() : entry.before() + " -> " + entry.after();
		return new Note(kind, service, entry.instance(), entry.by(), entry.reason(), "%s %s (%s)%s, because: %s"
			.formatted(entry.by(), what.formatted(subject), change, undoes, entry.reason()));
	}

	private static Note suspect(InstanceKey key, String reason) {
		return Note.of(Note.Kind.SUSPECT, key, null, reason, "%s is suspect: %s".formatted(key, reason));
	}

	private static @Nullable ServiceKey only(Set<ServiceKey> services) {
		return (services.size() == 1) ? services.iterator().next() : null;
	}

	private static String place(InstanceContent content) {
		return content.address() + ":" + content.port();
	}

	private static String health(StoredInstance instance) {
		Cause cause = instance.cause();
		return instance.health().wireName() + ((cause != null) ? " (" + cause.wireName() + ")" : "");
	}

	private static String differences(InstanceContent before, InstanceContent after) {
		List<String> differences = new ArrayList<>();
		if (!place(before).equals(place(after)) || before.secure() != after.secure()) {
			differences.add("it is at " + place(after) + (after.secure() ? " with TLS" : ""));
		}
		if (!String.valueOf(before.zone()).equals(String.valueOf(after.zone()))) {
			differences.add("zone " + after.zone());
		}
		if (before.weight() != after.weight()) {
			differences.add("weight " + after.weight());
		}
		if (before.enabled() != after.enabled()) {
			differences.add(after.enabled() ? "enabled" : "disabled");
		}
		if (!before.tags().equals(after.tags())) {
			differences.add("other tags");
		}
		if (!before.meta().equals(after.meta())) {
			differences.add("other meta entries");
		}
		return String.join(", ", differences);
	}

	/**
	 * Returns a duration as people say it: {@code 9 s}, {@code 4.5 s}.
	 */
	private static String seconds(Duration duration) {
		BigDecimal seconds = BigDecimal.valueOf(duration.toMillis(), 3).setScale(1, RoundingMode.HALF_UP);
		return seconds.stripTrailingZeros().toPlainString() + " s";
	}

}
