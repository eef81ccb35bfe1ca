package io.movieinfo.registry.server.app.api;

import java.util.stream.Stream;

import io.movieinfo.registry.protocol.Overrides;

/**
 * Wrong registrations, heartbeats, departures and operators' calls.
 */
class HttpWrongInputTests extends WrongRequestTable {

	private static final String INSTANCE = "/v1/services/{service}/instances/{id}";

	private static final Endpoint REGISTER = new Endpoint("PUT", INSTANCE, "",
			"{\"address\":\"127.0.0.1\",\"port\":8080,\"start_id\":\"new\"}", true);

	private static final Endpoint HEARTBEAT = new Endpoint("PUT", INSTANCE + "/heartbeat", "", "{\"start_id\":\"new\"}",
			true);

	private static final Endpoint DEREGISTER = new Endpoint("DELETE", INSTANCE, "start_id=new", null, true);

	private static final Endpoint REMOVE = new Endpoint("DELETE", INSTANCE, "reason=test", null, true);

	private static final Endpoint CHECK = new Endpoint("POST", INSTANCE + "/check", "", null, true);

	private static final Endpoint OVERRIDE = new Endpoint("PATCH", INSTANCE, "", "{\"weight\":10,\"reason\":\"test\"}",
			true);

	private static final Endpoint CLEAR = new Endpoint("DELETE", INSTANCE + "/overrides", "reason=test", null, true);

	private static final Endpoint DRAIN = new Endpoint("POST", INSTANCE + "/drain", "",
			"{\"reason\":\"test\",\"limit\":\"0\"}", true);

	private static final Endpoint DRAIN_SERVICE = new Endpoint("POST", "/v1/services/{service}/drain", "",
			"{\"reason\":\"test\",\"limit\":\"0\"}", true);

	private static final Endpoint END_DRAIN = new Endpoint("DELETE", INSTANCE + "/drain", "reason=test", null, true);

	private static final Endpoint END_DRAINS = new Endpoint("DELETE", "/v1/services/{service}/drain", "reason=test",
			null, true);

	private static final Endpoint UNDO = new Endpoint("POST", "/v1/audit/1/undo", "", "{\"reason\":\"test\"}", false);

	private static final Endpoint WATCHERS = new Endpoint("GET", "/v1/services/{service}/watchers", "", null, true);

	private static final Endpoint OVERVIEW = new Endpoint("GET", "/v1/overview", "", null, false);

	private static final Endpoint GUARD = new Endpoint("GET", "/v1/guard", "", null, false);

	private static final Endpoint RELEASE = new Endpoint("POST", "/v1/guard/release", "", "{\"reason\":\"test\"}",
			false);

	private static final Endpoint AUDIT = new Endpoint("GET", "/v1/audit", "service=kept", null, true);

	private static final Endpoint TARGETS = new Endpoint("GET", "/v1/prometheus/targets", "service=kept", null, true);

	@Override
	Stream<WrongRequest> rows() {
		return Stream
			.of(Stream
				.of(REGISTER, HEARTBEAT, DEREGISTER, REMOVE, CHECK, OVERRIDE, CLEAR, DRAIN, DRAIN_SERVICE, END_DRAIN,
						END_DRAINS, UNDO, WATCHERS, OVERVIEW, GUARD, RELEASE, AUDIT)
				.flatMap(Endpoint::wrongRequests), registrations(), identities(), heartbeats(), departures(),
					overrides(), drains(), operators(), audits(), methods())
			.flatMap((rows) -> rows);
	}

	private static Stream<WrongRequest> registrations() {
		return Stream.of(register("no address", "{\"port\":8080}").invalid("address", "absent", "a text"),
				register("address that is a number", field("address", "1")).invalid("address", "1", "a text"),
				register("wildcard address", field("address", "\"0.0.0.0\"")).invalid("address", "'0.0.0.0'",
						"that others can connect to"),
				register("address with a path", field("address", "\"a/b\"")).invalid("address", "'a/b'",
						"a host name or IP address"),
				register("long address", field("address", "\"" + "a".repeat(254) + "\"")).invalid("address", "'aaaa…",
						"at most 253 characters"),
				register("no port", "{\"address\":\"127.0.0.1\"}").invalid("port", "absent", "1 to 65535"),
				register("port 0", field("port", "0")).invalid("port", "0", "1 to 65535"),
				register("port -1", field("port", "-1")).invalid("port", "-1", "1 to 65535"),
				register("port 70000", field("port", "70000")).invalid("port", "70000", "1 to 65535"),
				register("port beyond all numbers", field("port", "1" + "0".repeat(30))).invalid("port",
						"1" + "0".repeat(30), "1 to 65535"),
				register("port with a fraction", field("port", "8080.5")).invalid("port", "8080.5", "a whole number"),
				register("port that is a text", field("port", "\"8080\"")).invalid("port", "'8080'", "a whole number"),
				register("secure that is a text", field("secure", "\"yes\"")).invalid("secure", "'yes'",
						"true or false"),
				register("blank zone", field("zone", "\" \"")).invalid("zone", "' '", "1 to 128 characters"),
				register("long zone", field("zone", "\"" + "z".repeat(129) + "\"")).invalid("zone",
						"'" + "z".repeat(129) + "'", "1 to 128 characters"),
				register("weight 0", field("weight", "0")).invalid("weight", "0", "1 to 1000"),
				register("weight 1001", field("weight", "1001")).invalid("weight", "1001", "1 to 1000"),
				register("weight that is a text", field("weight", "\"heavy\"")).invalid("weight", "'heavy'",
						"a whole number"),
				register("tags that are a text", field("tags", "\"blue\"")).invalid("tags", "'blue'", "a list"),
				register("tag that is a number", field("tags", "[\"blue\",1]")).invalid("tags[1]", "1", "a text"),
				register("blank tag", field("tags", "[\"\"]")).invalid("tags", "''", "1 to 128 characters"),
				register("long tag", field("tags", "[\"" + "t".repeat(129) + "\"]")).invalid("tags",
						"'" + "t".repeat(129) + "'", "1 to 128 characters"),
				register("'65 tags'", field("tags", "[" + "\"t\",".repeat(64) + "\"t\"]")).invalid("tags", "'65 tags'",
						"at most 64"),
				register("meta that is a list", field("meta", "[]")).invalid("meta", "[]", "an object"),
				register("meta that holds a number", field("meta", "{\"a\":1}")).invalid("meta.a", "1", "a text"),
				register("meta that holds nothing", field("meta", "{\"a\":null}")).invalid("meta.a", "absent",
						"a text"),
				register("blank meta key", field("meta", "{\"\":\"a\"}")).invalid("meta", "''", "1 to 128 characters"),
				register("long meta key", field("meta", "{\"" + "k".repeat(129) + "\":\"a\"}")).invalid("meta",
						"'" + "k".repeat(129) + "'", "1 to 128 characters"),
				register("long meta value", field("meta", "{\"a\":\"" + "v".repeat(1025) + "\"}")).invalid("meta.a",
						"'vvvv…", "at most 1024 characters"),
				register("enabled that is a number", field("enabled", "1")).invalid("enabled", "1", "true or false"),
				register("unknown health", field("health", "\"fine\"")).invalid("health", "'fine'",
						"one of 'healthy', 'unhealthy', 'unknown'"),
				register("health in capitals", field("health", "\"UNHEALTHY\"")).invalid("health", "'UNHEALTHY'",
						"one of 'healthy'"),
				register("cause of health", field("cause", "\"reported\"")).invalid("cause", "'reported'",
						"only with health 'unhealthy'"),
				register("cause that only the registry finds", field("health", "\"unhealthy\",\"cause\":\"lease\""))
					.invalid("cause", "'lease'", "'reported' or 'not-ready'"),
				register("draining", field("draining", "true")).invalid("draining", "true", "none but the fields"),
				register("incarnation", field("incarnation", "1")).invalid("incarnation", "1", "none but the fields"));
	}

	private static Stream<WrongRequest> identities() {
		return Stream.of(
				register("another namespace", field("namespace", "\"other\"")).invalid("namespace", "'other'",
						"'default' as in the request's path and query"),
				new Endpoint("PUT", INSTANCE, "namespace=other", field("namespace", "\"default\""), true)
					.call("another namespace than the query's")
					.invalid("namespace", "'default'", "'other' as in the request's path and query"),
				register("another name", field("name", "\"other\"")).invalid("name", "'other'",
						"'kept' as in the request's path and query"),
				register("bad name", field("name", "\"a_b\"")).invalid("name", "'a_b'", "a-z, 0-9"),
				register("another id", field("id", "\"k-2\"")).invalid("id", "'k-2'",
						"'k-1' as in the request's path and query"),
				register("id that is a number", field("id", "1")).invalid("id", "1", "a text"),
				register("start id with a space", field("start_id", "\"a b\"")).invalid("start_id", "'a b'",
						"printable ASCII"),
				register("empty start id", field("start_id", "\"\"")).invalid("start_id", "''", "1 to 256"),
				register("long start id", field("start_id", "\"" + "s".repeat(257) + "\"")).invalid("start_id", "'sss…",
						"1 to 256"),
				register("old start id", field("start_id", "\"old\"")).refused(409, "superseded", null, null, null),
				HEARTBEAT.call("old start id", "{\"start_id\":\"old\"}").refused(409, "superseded", null, null, null),
				DEREGISTER.onlyQuery("old start id", "start_id=old").refused(409, "superseded", null, null, null),
				DEREGISTER.onlyQuery("old start id of a drain", "start_id=old&drain=0")
					.refused(409, "superseded", null, null, null),
				DEREGISTER.onlyQuery("start id of a drain that was never registered", "start_id=next&drain=0")
					.refused(409, "superseded", null, null, null),
				DEREGISTER.onlyQuery("no start id of a living instance", "")
					.refused(409, "still_alive", null, null, null),
				DEREGISTER.onlyQuery("no start id of a living instance's drain", "drain=0")
					.refused(409, "still_alive", null, null, null),
				REMOVE.call("living instance").refused(409, "still_alive", null, null, null));
	}

	private static Stream<WrongRequest> heartbeats() {
		return Stream.of(
				HEARTBEAT.call("unknown health", "{\"health\":\"fine\"}")
					.invalid("health", "'fine'", "one of 'healthy', 'unhealthy', 'unknown'"),
				HEARTBEAT.call("cause without health", "{\"cause\":\"reported\"}")
					.invalid("cause", "'reported'", "only with health 'unhealthy'"),
				HEARTBEAT.call("unknown cause", "{\"health\":\"unhealthy\",\"cause\":\"tired\"}")
					.invalid("cause", "'tired'", "one of 'reported', 'not-ready'"),
				HEARTBEAT.call("content", "{\"weight\":10}").invalid("weight", "10", "none but the fields"),
				HEARTBEAT.call("empty start id", "{\"start_id\":\"\"}").invalid("start_id", "''", "1 to 256"),
				HEARTBEAT.call("start id that was never registered", "{\"start_id\":\"next\"}")
					.refused(404, "register_again", null, null, null));
	}

	private static Stream<WrongRequest> departures() {
		return Stream.of(DEREGISTER.onlyQuery("empty start id", "start_id=").invalid("start_id", "''", "1 to 256"),
				DEREGISTER.query("two start ids", "start_id=old").invalid("start_id", "[new, old]", "one value"),
				DEREGISTER.query("empty drain", "drain=").invalid("drain", "''", "0 to 5m"),
				DEREGISTER.query("drain without a unit", "drain=2").invalid("drain", "'2'", "500ms, 2s or 1m"),
				DEREGISTER.query("drain of hours", "drain=1h").invalid("drain", "'1h'", "0 to 5m"),
				DEREGISTER.query("drain that is too long", "drain=301s").invalid("drain", "'301s'", "0 to 5m"),
				DEREGISTER.query("drain in the past", "drain=-1s").invalid("drain", "'-1s'", "0 to 5m"),
				DEREGISTER.query("reason of a deregistration", "reason=test")
					.invalid("start_id", "'new'", "nothing beside a reason"),
				DEREGISTER.onlyQuery("reason of a drain", "drain=2s&reason=test")
					.invalid("drain", "'2000ms'", "nothing beside a reason"));
	}

	private static Stream<WrongRequest> overrides() {
		return Stream.of(override("nothing", "\"reason\":\"test\"").invalid("overrides", "absent", "at least one of"),
				override("weight 0", "\"weight\":0,\"reason\":\"test\"").invalid("weight", "0", "1 to 1000"),
				override("weight that is a text", "\"weight\":\"10\",\"reason\":\"test\"").invalid("weight", "'10'",
						"a whole number"),
				override("enabled that is a text", "\"enabled\":\"no\",\"reason\":\"test\"").invalid("enabled", "'no'",
						"true or false"),
				override("no meta at all", "\"meta\":null,\"reason\":\"test\"").invalid("meta", "'null'",
						"null for those to clear"),
				override("meta that is a text", "\"meta\":\"a\",\"reason\":\"test\"").invalid("meta", "'a'",
						"an object"),
				override("meta that holds a number", "\"meta\":{\"a\":1},\"reason\":\"test\"").invalid("meta.a", "1",
						"a text"),
				override("blank meta key", "\"meta\":{\" \":\"a\"},\"reason\":\"test\"").invalid("meta", "' '",
						"1 to 128 characters"),
				override("long meta value", "\"meta\":{\"a\":\"" + "v".repeat(1025) + "\"},\"reason\":\"test\"")
					.invalid("meta.a", "'vvvv…", "at most 1024 characters"),
				override("what is no override", "\"weight\":10,\"port\":1,\"reason\":\"test\"").invalid("port", "1",
						"none but the fields"));
	}

	private static Stream<WrongRequest> drains() {
		return Stream.of(DRAIN, DRAIN_SERVICE)
			.flatMap((drain) -> Stream.of(
					drain.call("limit that is a number", "{\"reason\":\"test\",\"limit\":2}")
						.invalid("limit", "2", "a text"),
					drain.call("limit without a unit", "{\"reason\":\"test\",\"limit\":\"2\"}")
						.invalid("limit", "'2'", "500ms, 2s or 1m"),
					drain.call("limit that is too long", "{\"reason\":\"test\",\"limit\":\"300001ms\"}")
						.invalid("limit", "'300001ms'", "0 to 5m")));
	}

	/**
	 * What every operator has to say.
	 */
	private static Stream<WrongRequest> operators() {
		String text = "1 to %d characters, not blank".formatted(Overrides.MAX_TEXT);
		String tooLong = "x".repeat(Overrides.MAX_TEXT + 1);
		Stream<WrongRequest> bodies = Stream.of(OVERRIDE, DRAIN, DRAIN_SERVICE, RELEASE).flatMap((call) -> {
			String more = call.equals(OVERRIDE) ? ",\"weight\":10}" : "}";
			return Stream.of(call.call("no reason", "{\"by\":\"maria\"" + more).invalid("reason", "absent", text),
					call.call("blank reason", "{\"reason\":\" \"" + more).invalid("reason", "' '", text),
					call.call("long reason", "{\"reason\":\"" + tooLong + "\"" + more)
						.invalid("reason", "'xxxx…", text),
					call.call("reason with a line break", "{\"reason\":\"a\\nb\"" + more)
						.invalid("reason", "'a\nb'", text),
					call.call("reason that is a number", "{\"reason\":1" + more).invalid("reason", "1", "a text"),
					call.call("blank operator", "{\"reason\":\"test\",\"by\":\"\"" + more).invalid("by", "''", text),
					call.call("operator that is a list", "{\"reason\":\"test\",\"by\":[]" + more)
						.invalid("by", "[]", "a text"));
		});
		Stream<WrongRequest> queries = Stream.of(REMOVE, CLEAR, END_DRAIN)
			.flatMap((call) -> Stream.of(call.onlyQuery("no reason", "by=maria").invalid("reason", "absent", text),
					call.onlyQuery("empty reason", "reason=").invalid("reason", "''", text),
					call.onlyQuery("long reason", "reason=" + tooLong).invalid("reason", "'xxxx…", text),
					call.query("two reasons", "reason=a").invalid("reason", "[test, a]", "one value"),
					call.query("blank operator", "by=%20").invalid("by", "' '", text)));
		return Stream.concat(bodies, queries);
	}

	private static Stream<WrongRequest> audits() {
		return Stream.of(AUDIT.onlyQuery("bad service", "service=a_b").invalid("service", "'a_b'", "a-z, 0-9"),
				AUDIT.onlyQuery("instance of no service", "instance=k-1").invalid("service", "absent", "a service"),
				AUDIT.onlyQuery("namespace of no service", "namespace=other").invalid("service", "absent", "a service"),
				AUDIT.query("bad instance", "instance=k%201").invalid("instance", "'k 1'", "printable ASCII"),
				AUDIT.query("instance that no path can name", "instance=..")
					.invalid("instance", "'..'", "neither '.' nor '..'"),
				AUDIT.query("before everything", "before=0").invalid("before", "'0'", "a whole number from 1 up"),
				AUDIT.query("before that is a text", "before=now").invalid("before", "'now'", "a whole number"),
				AUDIT.query("limit 0", "limit=0").invalid("limit", "'0'", "1 to 1000"),
				AUDIT.query("limit 1001", "limit=1001").invalid("limit", "'1001'", "1 to 1000"),
				AUDIT.query("two limits", "limit=1&limit=2").invalid("limit", "[1, 2]", "one value"),
				TARGETS.onlyQuery("bad service", "service=a_b").invalid("service", "'a_b'", "a-z, 0-9"),
				TARGETS.query("two services", "service=b").invalid("service", "[kept, b]", "one value"));
	}

	private static Stream<WrongRequest> methods() {
		return Stream.of(method("POST", "/v1/services/kept/instances/k-1", "GET, PUT, PATCH, DELETE"),
				method("GET", "/v1/services/kept/instances/k-1/heartbeat", "PUT"),
				method("DELETE", "/v1/services/kept/instances/k-1/heartbeat", "PUT"),
				method("GET", "/v1/services/kept/instances/k-1/check", "POST"),
				method("GET", "/v1/services/kept/instances/k-1/overrides", "DELETE"),
				method("PUT", "/v1/services/kept/instances/k-1/drain", "POST"),
				method("GET", "/v1/services/kept/drain", "POST, DELETE"), method("GET", "/v1/audit/1/undo", "POST"),
				method("POST", "/v1/overview", "GET"), method("DELETE", "/v1/services/kept/watchers", "GET"),
				method("POST", "/v1/guard", "GET"), method("GET", "/v1/guard/release", "POST"),
				method("DELETE", "/v1/audit", "GET"), method("POST", "/v1/prometheus/targets", "GET"));
	}

	private static WrongRequest method(String method, String path, String expected) {
		return WrongRequest.of("method", method, path, null)
			.refused(405, "method_not_allowed", "method", "'" + method + "'", expected);
	}

	private static WrongRequest register(String name, String body) {
		return REGISTER.call(name, body);
	}

	private static WrongRequest override(String name, String fields) {
		return OVERRIDE.call(name, "{" + fields + "}");
	}

	/**
	 * Returns a registration with one field that is so.
	 */
	private static String field(String field, String value) {
		String right = "{\"address\":\"127.0.0.1\",\"port\":8080}";
		return switch (field) {
			case "address" -> right.replace("\"127.0.0.1\"", value);
			case "port" -> right.replace("8080", value);
			default -> Endpoint.with(right, "\"" + field + "\":" + value);
		};
	}

}
