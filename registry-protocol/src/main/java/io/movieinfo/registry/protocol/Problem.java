package io.movieinfo.registry.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Why a request was refused, in a form that programs and people can both use. The same
 * parts are the extension members of the problem details (RFC 9457) of the HTTP API.
 *
 * @param code a stable word for programs, one of the constants here; readers must accept
 * codes that they do not know
 * @param message one sentence for people
 * @param field the offending field's wire name, or {@code null} if no field is to blame
 * @param value the offending value as text, or {@code null}
 * @param expected what would have been accepted, or {@code null}
 */
public record Problem(String code, String message, @Nullable String field, @Nullable String value,
		@Nullable String expected) {

	/** A field's value was refused. */
	public static final String INVALID_FIELD = "invalid_field";

	/** A message or body was not a JSON object. */
	public static final String MALFORMED_JSON = "malformed_json";

	/** A frame or body was longer than {@link Limits#MAX_FRAME_BYTES}. */
	public static final String TOO_LARGE = "too_large";

	/** A message's {@code type} is none that this side knows. */
	public static final String UNKNOWN_TYPE = "unknown_type";

	/** Another message came before {@code hello}, or a second {@code hello}. */
	public static final String HELLO_EXPECTED = "hello_expected";

	/** No lease is known for what was to be renewed or changed: register again. */
	public static final String REGISTER_AGAIN = "register_again";

	/** A newer process holds this id: stop registering. */
	public static final String SUPERSEDED = "superseded";

	/** No such service is, or lately was, registered. */
	public static final String SERVICE_UNKNOWN = "service_unknown";

	/** No such instance is registered. */
	public static final String INSTANCE_UNKNOWN = "instance_unknown";

	/** The instance is alive, and would only come back. */
	public static final String STILL_ALIVE = "still_alive";

	/** The audit log has no such entry. */
	public static final String ENTRY_UNKNOWN = "entry_unknown";

	/** What an entry of the audit log says cannot be undone. */
	public static final String NOT_UNDOABLE = "not_undoable";

	/** What was to be undone was changed again since. */
	public static final String CHANGED_SINCE = "changed_since";

	/** The registry could not store the change; nothing was changed. */
	public static final String UNAVAILABLE = "unavailable";

	public static Problem of(String code, String message) {
		return new Problem(code, message, null, null, null);
	}

}
