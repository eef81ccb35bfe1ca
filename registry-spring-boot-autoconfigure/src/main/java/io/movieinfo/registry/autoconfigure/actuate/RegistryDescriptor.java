package io.movieinfo.registry.autoconfigure.actuate;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.movieinfo.registry.client.RegistryClient;
import io.movieinfo.registry.client.registration.DrainStatus;
import io.movieinfo.registry.client.registration.HealthStatus;
import io.movieinfo.registry.client.registration.Registration;
import io.movieinfo.registry.client.transport.RecentError;
import io.movieinfo.registry.client.transport.SessionState;
import io.movieinfo.registry.client.transport.SessionStatistics;
import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.Problem;
import org.jspecify.annotations.Nullable;

/**
 * How the application stands with the registry, as it is shown to people.
 *
 * @param session the session with the registry
 * @param registrations what this application is, or was, registered as
 * @param errors what went wrong lately, the latest first
 */
record RegistryDescriptor(Session session, List<Registered> registrations, List<RecentError> errors) {

	static RegistryDescriptor of(RegistryClient client) {
		return new RegistryDescriptor(Session.of(client.session(), client.sessionStatistics()),
				client.registrations().stream().map(Registered::of).toList(), client.recentErrors());
	}

	static String lowerCase(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * The session with the registry.
	 *
	 * @param connected whether there is one at present
	 * @param url the server URL of it or of the last attempt
	 * @param node the server node that it is with
	 * @param since since when there is one, or none
	 * @param sessions how many there were since the start
	 * @param losses how many of them were lost
	 * @param failedAttempts how many attempts led to none
	 * @param heartbeat its heartbeats
	 */
	record Session(boolean connected, @Nullable String url, @Nullable String node, Instant since, long sessions,
			long losses, long failedAttempts, Heartbeat heartbeat) {

		static Session of(SessionState state, SessionStatistics statistics) {
			return new Session(state.connected(), (state.url() != null) ? state.url().toString() : null, state.node(),
					state.since(), statistics.sessions(), statistics.losses(), statistics.failedAttempts(),
					new Heartbeat(statistics.beatAt(), statistics.answeredAt(), statistics.heartbeats(),
							statistics.answers()));
		}

	}

	/**
	 * The heartbeats since the start.
	 *
	 * @param sentAt when the last one was sent
	 * @param answeredAt when the last answer came
	 * @param sent how many were sent
	 * @param answered how many were answered
	 */
	record Heartbeat(@Nullable Instant sentAt, @Nullable Instant answeredAt, long sent, long answered) {

	}

	/**
	 * What the application is registered as.
	 *
	 * @param namespace the namespace
	 * @param service the service's name
	 * @param id the instance's id
	 * @param address where others reach it
	 * @param port the port that they reach it at
	 * @param secure whether they are to use TLS
	 * @param zone where it runs
	 * @param weight its share of traffic, as the application says
	 * @param tags its tags
	 * @param meta its meta
	 * @param state how far the registration is
	 * @param incarnation the start of it that the registry holds
	 * @param confirmedAt when the registry has last confirmed it
	 * @param health the health that is reported
	 * @param outOfService whether the application has taken itself out of service
	 * @param drain how far a drain is
	 * @param refusal what the registry refuses it with
	 */
	record Registered(String namespace, String service, String id, String address, int port, boolean secure,
			@Nullable String zone, int weight, List<String> tags, Map<String, String> meta, String state,
			@Nullable Long incarnation, @Nullable Instant confirmedAt, ReportedHealth health, boolean outOfService,
			@Nullable Drain drain, @Nullable String refusal) {

		static Registered of(Registration registration) {
			InstanceContent content = registration.content();
			Problem refusal = registration.refusal();
			return new Registered(content.namespace(), content.name(), content.id(), content.address(), content.port(),
					content.secure(), content.zone(), content.weight(), content.tags(), content.meta(),
					lowerCase(registration.state()), registration.incarnation(), registration.confirmedAt(),
					ReportedHealth.of(registration.health()), !content.enabled(), Drain.of(registration.drainStatus()),
					(refusal != null) ? refusal.message() : null);
		}

	}

	/**
	 * The health that is reported.
	 *
	 * @param status the health
	 * @param cause why it is not healthy
	 * @param detail more on it, which stays in this process
	 */
	record ReportedHealth(String status, @Nullable String cause, @Nullable String detail) {

		static ReportedHealth of(HealthStatus health) {
			Cause cause = health.cause();
			return new ReportedHealth(health.health().wireName(), (cause != null) ? cause.wireName() : null,
					health.detail());
		}

	}

	/**
	 * How far a drain is.
	 *
	 * @param state how far
	 * @param since since when
	 */
	record Drain(String state, Instant since) {

		static @Nullable Drain of(@Nullable DrainStatus status) {
			return (status != null) ? new Drain(lowerCase(status.state()), status.since()) : null;
		}

	}

}
