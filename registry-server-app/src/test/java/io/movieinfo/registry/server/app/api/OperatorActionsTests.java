package io.movieinfo.registry.server.app.api;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.movieinfo.registry.protocol.Overrides;
import org.jspecify.annotations.Nullable;

/**
 * Operators' actions and wrong values: each action, each of its values, and how it is
 * refused. What is wrong with any request whatever its values, such as broken JSON, is in
 * {@link HttpWrongInputTests}.
 */
class OperatorActionsTests extends WrongRequestTable {

	private static final String INSTANCE = "/v1/services/kept/instances/k-1";

	private static final String TEXT = "1 to %d characters, not blank".formatted(Overrides.MAX_TEXT);

	private static final String LONG = "x".repeat(Overrides.MAX_TEXT + 1);

	private static final List<Action> ACTIONS = List.of(
			new Action("take out of routing", "PATCH", INSTANCE, "\"enabled\":false"),
			new Action("take back into routing", "PATCH", INSTANCE, "\"enabled\":true"),
			new Action("leave routing to the application", "PATCH", INSTANCE, "\"enabled\":null"),
			new Action("change weight", "PATCH", INSTANCE, "\"weight\":10"),
			new Action("edit meta", "PATCH", INSTANCE, "\"meta\":{\"a\":\"b\"}"),
			new Action("clear overrides", "DELETE", INSTANCE + "/overrides", null),
			new Action("drain one", "POST", INSTANCE + "/drain", "\"limit\":\"0\""),
			new Action("drain all", "POST", "/v1/services/kept/drain", "\"limit\":\"0\""),
			new Action("end one drain", "DELETE", INSTANCE + "/drain", null),
			new Action("end all drains", "DELETE", "/v1/services/kept/drain", null),
			new Action("remove", "DELETE", INSTANCE, null),
			new Action("release the guard", "POST", "/v1/guard/release", ""),
			new Action("undo", "POST", "/v1/audit/1/undo", ""));

	@Override
	Stream<WrongRequest> rows() {
		return Stream.of(ACTIONS.stream().flatMap(OperatorActionsTests::reasons), overrides(), drains(), targets())
			.flatMap((rows) -> rows);
	}

	/**
	 * Who does it, and why.
	 */
	private static Stream<WrongRequest> reasons(Action action) {
		if (action.fields == null) {
			Stream<WrongRequest> without = action.path.equals(INSTANCE)
					// which an application would do itself
					? Stream.of(action.query("no reason", "").refused(409, "still_alive", null, null, null))
					: Stream.of(action.query("no reason", "").invalid("reason", "absent", TEXT));
			return Stream.concat(without,
					Stream.of(action.query("no reason but a name", "?by=maria").invalid("reason", "absent", TEXT),
							action.query("empty reason", "?reason=").invalid("reason", "''", TEXT),
							action.query("blank reason", "?reason=%20").invalid("reason", "' '", TEXT),
							action.query("long reason", "?reason=" + LONG).invalid("reason", "'xxxx…", TEXT),
							action.query("reason with a line break", "?reason=a%0Ab").invalid("reason", "'a\nb'", TEXT),
							action.query("two reasons", "?reason=a&reason=b").invalid("reason", "[a, b]", "one value"),
							action.query("blank name", "?reason=a&by=%20").invalid("by", "' '", TEXT),
							action.query("long name", "?reason=a&by=" + LONG).invalid("by", "'xxxx…", TEXT)));
		}
		return Stream.of(action.body("no reason", "").invalid("reason", "absent", TEXT),
				action.body("reason null", "\"reason\":null").invalid("reason", "absent", TEXT),
				action.body("empty reason", "\"reason\":\"\"").invalid("reason", "''", TEXT),
				action.body("blank reason", "\"reason\":\" \"").invalid("reason", "' '", TEXT),
				action.body("long reason", "\"reason\":\"" + LONG + "\"").invalid("reason", "'xxxx…", TEXT),
				action.body("reason with a line break", "\"reason\":\"a\\nb\"").invalid("reason", "'a\nb'", TEXT),
				action.body("reason that is a number", "\"reason\":1").invalid("reason", "1", "a text"),
				action.body("reason that is a list", "\"reason\":[\"a\"]").invalid("reason", "[a]", "a text"),
				action.body("blank name", "\"reason\":\"a\",\"by\":\" \"").invalid("by", "' '", TEXT),
				action.body("long name", "\"reason\":\"a\",\"by\":\"" + LONG + "\"").invalid("by", "'xxxx…", TEXT),
				action.body("name that is an object", "\"reason\":\"a\",\"by\":{}").invalid("by", "{}", "a text"),
				action.body("misspelled name", "\"reason\":\"a\",\"bye\":\"b\"")
					.invalid("bye", "'b'", "none but the fields"));
	}

	private static Stream<WrongRequest> overrides() {
		return Stream.of(
				override("enabled that is a text", "\"enabled\":\"false\"").invalid("enabled", "'false'",
						"true or false"),
				override("enabled that is a number", "\"enabled\":0").invalid("enabled", "0", "true or false"),
				override("enabled that is a list", "\"enabled\":[]").invalid("enabled", "[]", "true or false"),
				override("weight 0", "\"weight\":0").invalid("weight", "0", "1 to 1000"),
				override("weight below 0", "\"weight\":-1").invalid("weight", "-1", "1 to 1000"),
				override("weight above the limit", "\"weight\":1001").invalid("weight", "1001", "1 to 1000"),
				override("weight with a fraction", "\"weight\":1.5").invalid("weight", "1.5", "a whole number"),
				override("weight that is a text", "\"weight\":\"10\"").invalid("weight", "'10'", "a whole number"),
				override("weight that is a truth", "\"weight\":true").invalid("weight", "true", "a whole number"),
				override("weight beyond all numbers", "\"weight\":1" + "0".repeat(30)).invalid("weight",
						"1" + "0".repeat(30), "1 to 1000"),
				override("meta null", "\"meta\":null").invalid("meta", "'null'", "null for those to clear"),
				override("meta that is a list", "\"meta\":[]").invalid("meta", "[]", "an object"),
				override("meta entry that is a number", "\"meta\":{\"a\":1}").invalid("meta.a", "1", "a text"),
				override("meta entry that is an object", "\"meta\":{\"a\":{}}").invalid("meta.a", "{}", "a text"),
				override("blank meta key", "\"meta\":{\" \":\"a\"}").invalid("meta", "' '", "1 to 128 characters"),
				override("blank meta key to clear", "\"meta\":{\" \":null}").invalid("meta", "' '",
						"1 to 128 characters"),
				override("long meta key", "\"meta\":{\"" + "k".repeat(129) + "\":\"a\"}").invalid("meta",
						"'" + "k".repeat(129) + "'", "1 to 128 characters"),
				override("long meta value", "\"meta\":{\"a\":\"" + "v".repeat(1025) + "\"}").invalid("meta.a", "'vvvv…",
						"at most 1024 characters"),
				override("too many meta entries",
						"\"meta\":{" + String.join(",",
								IntStream.range(0, 65).mapToObj((i) -> "\"k" + i + "\":\"v\"").toList()) + "}")
					.invalid("meta", "'65 entries'", "at most 64"),
				override("nothing to change", "\"by\":\"maria\"").invalid("overrides", "absent", "at least one of"),
				override("what no operator overrides", "\"zone\":\"eu\",\"weight\":1").invalid("zone", "'eu'",
						"none but the fields"),
				override("draining", "\"draining\":true,\"weight\":1").invalid("draining", "true",
						"none but the fields"));
	}

	private static Stream<WrongRequest> drains() {
		return Stream.of(INSTANCE + "/drain", "/v1/services/kept/drain")
			.flatMap((path) -> Stream.of(drain(path, "limit that is a number", "2").invalid("limit", "2", "a text"),
					drain(path, "empty limit", "\"\"").invalid("limit", "''", "0 to 5m"),
					drain(path, "limit without a unit", "\"2\"").invalid("limit", "'2'", "500ms, 2s or 1m"),
					drain(path, "limit of hours", "\"1h\"").invalid("limit", "'1h'", "0 to 5m"),
					drain(path, "limit below 0", "\"-1s\"").invalid("limit", "'-1s'", "0 to 5m"),
					drain(path, "limit beyond the longest", "\"300001ms\"").invalid("limit", "'300001ms'", "0 to 5m")));
	}

	/**
	 * To what it is done.
	 */
	private static Stream<WrongRequest> targets() {
		Stream<WrongRequest> unknown = ACTIONS.stream()
			.filter((action) -> action.path.startsWith("/v1/services/"))
			.flatMap((action) -> {
				Action nobodys = action.at("/kept", "/nobody");
				String code = nobodys.path.contains("/instances/") ? "instance_unknown" : "service_unknown";
				Stream<WrongRequest> service = Stream.of(
						nobodys.right("unknown service")
							.refused(404, code, code.equals("service_unknown") ? "service" : null,
									code.equals("service_unknown") ? "'nobody'" : null, null),
						action.at("/kept", "/ke_pt").right("bad service").invalid("service", "'ke_pt'", "a-z, 0-9"));
				return !action.path.contains("/k-1") ? service : Stream.concat(service, Stream.of(
						action.at("/k-1", "/k-2")
							.right("unknown instance")
							.refused(404, "instance_unknown", null, null, null),
						action.at("/k-1", "/k%201").right("bad instance").invalid("id", "'k 1'", "printable ASCII")));
			});
		Stream<WrongRequest> entries = Stream.of(
				undo("unknown entry", "1").refused(404, "entry_unknown", null, null, null),
				undo("entry 0", "0").invalid("number", "'0'", "a whole number from 1 up"),
				undo("entry below 0", "-1").invalid("number", "'-1'", "a whole number from 1 up"),
				undo("entry that is a text", "last").invalid("number", "'last'", "a whole number from 1 up"));
		Stream<WrongRequest> alive = Stream
			.of(WrongRequest.of("remove what is alive", "DELETE", INSTANCE + "?reason=a", null)
				.refused(409, "still_alive", null, null, null));
		Stream<WrongRequest> audit = Stream.of(
				audit("no time", "since=").invalid("since", "''", "2026-01-31T08:00:00Z"),
				audit("time without a zone", "since=2026-01-31T08:00:00").invalid("since", "'2026-01-31T08:00:00'",
						"2026-01-31T08:00:00Z"),
				audit("day", "until=2026-01-31").invalid("until", "'2026-01-31'", "2026-01-31T08:00:00Z"),
				audit("time that is none", "until=2026-13-31T08:00:00Z").invalid("until", "'2026-13-31T08:00:00Z'",
						"2026-01-31T08:00:00Z"),
				audit("two times", "since=a&since=b").invalid("since", "[a, b]", "one value"),
				audit("an end before the beginning", "since=2026-01-31T08:00:00Z&until=2026-01-31T07:00:00Z")
					.invalid("until", "2026-01-31T07:00:00Z", "a time after since, 2026-01-31T08:00:00Z"));
		return Stream.of(unknown, entries, alive, audit).flatMap((rows) -> rows);
	}

	private static WrongRequest override(String name, String fields) {
		return new Action("override", "PATCH", INSTANCE, fields).body(name, "\"reason\":\"a\"");
	}

	private static WrongRequest drain(String path, String name, String limit) {
		return new Action("drain", "POST", path, "\"limit\":" + limit).body(name, "\"reason\":\"a\"");
	}

	private static WrongRequest undo(String name, String number) {
		return new Action("undo", "POST", "/v1/audit/" + number + "/undo", "").right(name);
	}

	private static WrongRequest audit(String name, String query) {
		return WrongRequest.of("audit: " + name, "GET", "/v1/audit?" + query, null);
	}

	/**
	 * Something that an operator does.
	 *
	 * @param name what it is, for people
	 * @param method the request's method
	 * @param path the request's path
	 * @param fields the body's fields but who and why, or {@code null} if there is no
	 * body: then those are in the query
	 */
	private record Action(String name, String method, String path, @Nullable String fields) {

		Action at(String part, String other) {
			return new Action(this.name, this.method, this.path.replace(part, other), this.fields);
		}

		/**
		 * Returns the request with a right reason.
		 */
		WrongRequest right(String what) {
			return (this.fields != null) ? body(what, "\"reason\":\"a\"") : query(what, "?reason=a");
		}

		WrongRequest query(String what, String query) {
			return WrongRequest.of(this.name + ": " + what, this.method, this.path + query, null);
		}

		WrongRequest body(String what, String more) {
			String comma = (String.valueOf(this.fields).isEmpty() || more.isEmpty()) ? "" : ",";
			return WrongRequest.of(this.name + ": " + what, this.method, this.path,
					"{" + this.fields + comma + more + "}");
		}

	}

}
