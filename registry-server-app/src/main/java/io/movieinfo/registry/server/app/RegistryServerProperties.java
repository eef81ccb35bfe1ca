package io.movieinfo.registry.server.app;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.Names;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.convert.DurationStyle;

/**
 * The server's own settings.
 *
 * @param dataDir Directory of the registry's file.
 * @param store Where registrations are kept.
 * @param node Name of this server node. The host's name by default.
 * @param lease How long silence is borne.
 * @param guard What is held back when too much would change at once.
 * @param probe Whether suspected instances are asked themselves.
 * @param security Who may reach the server.
 */
@ConfigurationProperties(prefix = RegistryServerProperties.PREFIX, ignoreUnknownFields = false)
public record RegistryServerProperties(@DefaultValue("data") Path dataDir, @DefaultValue("embedded") StoreKind store,
		@Nullable String node, @DefaultValue Lease lease, @DefaultValue Guard guard, @DefaultValue Probe probe,
		@DefaultValue Security security) {

	static final String PREFIX = "registry.server";

	/** Names the property that says who may reach the server. */
	public static final String SECURITY_MODE = PREFIX + ".security.mode";

	private static final Duration LEAST = Duration.ofMillis(10);

	private static final Duration MOST = Duration.ofDays(365);

	private static final Duration LONGEST_PROBE = Duration.ofSeconds(10);

	public RegistryServerProperties {
		if (dataDir.toString().isBlank()) {
			throw invalid("data-dir", dataDir, "a directory");
		}
		try {
			node = (node != null) ? Names.id("node", node) : null;
		}
		catch (InvalidFieldException ex) {
			throw invalid("node", node, ex.expected());
		}
	}

	private static Duration check(String property, Duration value, Duration least) {
		return check(property, value, least, MOST);
	}

	private static Duration check(String property, Duration value, Duration least, Duration most) {
		if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
			throw invalid(property, text(value), "%s to %s".formatted(text(least), text(most)));
		}
		return value;
	}

	private static void check(String property, int value, int least, int most) {
		if (value < least || value > most) {
			throw invalid(property, value, "%d to %d".formatted(least, most));
		}
	}

	private static String text(Duration duration) {
		if (duration.equals(MOST)) {
			return DurationStyle.SIMPLE.print(duration, ChronoUnit.DAYS);
		}
		return DurationStyle.SIMPLE.print(duration,
				(duration.toMillisPart() == 0) ? ChronoUnit.SECONDS : ChronoUnit.MILLIS);
	}

	private static InvalidConfigurationPropertyValueException invalid(String property, @Nullable Object value,
			String expected) {
		return new InvalidConfigurationPropertyValueException(PREFIX + "." + property, value, "Expected " + expected);
	}

	/**
	 * How long silence is borne.
	 *
	 * @param ttl How long an instance counts as alive after a heartbeat.
	 * @param heartbeatInterval How often clients are asked for heartbeats.
	 * @param evictAfter How long an instance stays listed after its lease has run out.
	 */
	public record Lease(@DefaultValue("9s") Duration ttl, @DefaultValue("3s") Duration heartbeatInterval,
			@DefaultValue("5m") Duration evictAfter) {

		public Lease {
			check("lease.heartbeat-interval", heartbeatInterval, LEAST);
			check("lease.ttl", ttl, LEAST);
			check("lease.evict-after", evictAfter, LEAST);
			if (ttl.compareTo(heartbeatInterval) <= 0) {
				throw invalid("lease.ttl", text(ttl), "more than %s.lease.heartbeat-interval, which is %s"
					.formatted(PREFIX, text(heartbeatInterval)));
			}
		}

	}

	/**
	 * What is held back when too much would change at once.
	 *
	 * @param startHold For how long after a start no lease runs out.
	 * @param servicePercent How much of a service of two or more instances may be lost
	 * without proof of death.
	 * @param registryPercent How much of all instances may be lost without proof of
	 * death.
	 * @param registryLeast How many of all instances may be lost without proof of death
	 * in any case.
	 * @param sessionsPercent How much of all sessions must drop within one heartbeat
	 * interval for everything to be held back.
	 * @param sessionsLeast How many sessions there must be for that.
	 * @param releasePercent How much of what was known when holding back began must beat
	 * again for it to end.
	 */
	public record Guard(@DefaultValue("30s") Duration startHold, @DefaultValue("50") int servicePercent,
			@DefaultValue("15") int registryPercent, @DefaultValue("3") int registryLeast,
			@DefaultValue("50") int sessionsPercent, @DefaultValue("4") int sessionsLeast,
			@DefaultValue("85") int releasePercent) {

		public Guard {
			check("guard.start-hold", startHold, Duration.ZERO);
			check("guard.service-percent", servicePercent, 0, 100);
			check("guard.registry-percent", registryPercent, 0, 100);
			check("guard.registry-least", registryLeast, 0, Integer.MAX_VALUE);
			check("guard.sessions-percent", sessionsPercent, 1, 100);
			check("guard.sessions-least", sessionsLeast, 1, Integer.MAX_VALUE);
			check("guard.release-percent", releasePercent, 1, 100);
		}

	}

	/**
	 * Whether suspected instances are asked themselves.
	 *
	 * @param enabled Whether to connect to an instance's own address and port when it is
	 * suspected: a refused connection proves its death at once.
	 * @param timeout How long an instance may take to answer.
	 */
	public record Probe(@DefaultValue("true") boolean enabled, @DefaultValue("300ms") Duration timeout) {

		public Probe {
			check("probe.timeout", timeout, LEAST, LONGEST_PROBE);
		}

	}

	/**
	 * Who may reach the server.
	 *
	 * @param mode Whether to listen on loopback only, or to be open to everybody who
	 * reaches the server's address.
	 */
	public record Security(@DefaultValue("loopback") Mode mode) {

		/**
		 * Who may reach the server.
		 */
		public enum Mode {

			/** Whoever is on the same host. */
			LOOPBACK,
			/** Everybody who reaches the server's address. */
			OPEN

		}

	}

}
