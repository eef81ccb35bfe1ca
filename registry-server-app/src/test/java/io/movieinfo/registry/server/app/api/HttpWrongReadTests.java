package io.movieinfo.registry.server.app.api;

import java.util.stream.Stream;

/**
 * Wrong questions.
 */
class HttpWrongReadTests extends WrongRequestTable {

	private static final Endpoint SERVICES = new Endpoint("GET", "/v1/services", "", null, true);

	private static final Endpoint INSTANCES = new Endpoint("GET", "/v1/services/{service}/instances", "", null, true);

	private static final Endpoint INSTANCE = new Endpoint("GET", "/v1/services/{service}/instances/{id}", "", null,
			true);

	private static final Endpoint CHOOSE = new Endpoint("GET", "/v1/services/{service}/choose", "", null, true);

	private static final Endpoint NAMESPACES = new Endpoint("GET", "/v1/namespaces", "", null, false);

	private static final Endpoint EVENTS = new Endpoint("GET", "/v1/events", "service=kept", null, true);

	@Override
	Stream<WrongRequest> rows() {
		return Stream
			.of(Stream.of(SERVICES, INSTANCES, INSTANCE, CHOOSE, NAMESPACES).flatMap(Endpoint::wrongRequests),
					EVENTS.wrongRequests().filter((row) -> row.status() != 406),
					Stream.of(SERVICES, INSTANCES).flatMap(HttpWrongReadTests::waits),
					Stream.of(INSTANCES, CHOOSE).flatMap(HttpWrongReadTests::filters),
					Stream.of(INSTANCES, INSTANCE).flatMap(HttpWrongReadTests::views), instances(), choices(), events(),
					paths())
			.flatMap((rows) -> rows);
	}

	private static Stream<WrongRequest> waits(Endpoint endpoint) {
		String durations = "0 to 5m, such as 500ms, 2s or 1m";
		String cursors = "a cursor as the registry gave it out";
		return Stream.of(endpoint.query("wait without a unit", "wait=5").invalid("wait", "'5'", durations),
				endpoint.query("negative wait", "wait=-1s").invalid("wait", "'-1s'", durations),
				endpoint.query("wait beyond the limit", "wait=301s").invalid("wait", "'301s'", durations),
				endpoint.query("wait in hours", "wait=1h").invalid("wait", "'1h'", durations),
				endpoint.query("empty wait", "wait=").invalid("wait", "''", durations),
				endpoint.query("two waits", "wait=1s&wait=2s").invalid("wait", "[1s, 2s]", "one value"),
				endpoint.query("cursor without an epoch", "wait=1s&after=17").invalid("after", "'17'", cursors),
				endpoint.query("cursor without a revision", "wait=1s&after=a.").invalid("after", "'a.'", cursors),
				endpoint.query("cursor below 0", "wait=1s&after=a.-1").invalid("after", "'a.-1'", cursors),
				endpoint.query("cursor beyond all numbers", "after=a.99999999999999999999")
					.invalid("after", "'a.99999999999999999999'", cursors),
				endpoint.query("cursor that is not waited for", "after=x").invalid("after", "'x'", cursors),
				endpoint.query("two cursors", "after=a.1&after=a.2").invalid("after", "[a.1, a.2]", "one value"));
	}

	private static Stream<WrongRequest> filters(Endpoint endpoint) {
		return Stream.of(endpoint.query("empty tag", "tag=").invalid("tag", "''", "1 to 128 characters"),
				endpoint.query("long tag", "tag=" + "t".repeat(129))
					.invalid("tag", "'" + "t".repeat(129) + "'", "1 to 128 characters"),
				endpoint.query("65 tags", "tag=t&".repeat(65)).invalid("tag", "'65 tags'", "at most 64"),
				endpoint.query("empty zone", "zone=").invalid("zone", "''", "1 to 128 characters"),
				endpoint.query("two zones", "zone=a&zone=b").invalid("zone", "[a, b]", "one value"),
				endpoint.query("meta without a key", "meta.=x").invalid("meta.", "'x'", "meta.KEY"),
				endpoint.query("meta without a dot", "meta=x").invalid("meta", "'x'", "meta.KEY"),
				endpoint.query("two values of one key", "meta.a=1&meta.a=2").invalid("meta.a", "[1, 2]", "one value"),
				endpoint.query("long key", "meta." + "k".repeat(129) + "=1")
					.invalid("a key after meta.", "'kkkk…", "1 to 128 characters"),
				endpoint.query("long value", "meta.a=" + "v".repeat(1025))
					.invalid("meta.a", "'vvvv…", "at most 1024 characters"));
	}

	private static Stream<WrongRequest> views(Endpoint endpoint) {
		return Stream.of(endpoint.query("unknown view", "view=admin").invalid("view", "'admin'", "'operator'"),
				endpoint.query("two views", "view=operator&view=operator")
					.invalid("view", "[operator, operator]", "one value"));
	}

	private static Stream<WrongRequest> instances() {
		String unknown = "a service that is registered in namespace 'default'";
		return Stream.of(
				INSTANCES.query("unknown health", "health=good")
					.invalid("health", "'good'", "one of 'all', 'healthy', 'unhealthy', 'unknown'"),
				INSTANCES.query("two healths", "health=all&health=healthy")
					.invalid("health", "[all, healthy]", "one value"),
				INSTANCE.query("filter of one", "health=all").invalid("health", "'all'", "no query parameters but"),
				read("/v1/services/nobody/instances").refused(404, "service_unknown", "service", "'nobody'", unknown),
				read("/v1/services/nobody/instances?wait=10ms").refused(404, "service_unknown", "service", "'nobody'",
						unknown),
				read("/v1/services/nobody/instances?view=operator").refused(404, "service_unknown", "service",
						"'nobody'", unknown),
				read("/v1/services/nobody/instances/n-1").refused(404, "service_unknown", "service", "'nobody'",
						unknown),
				read("/v1/services/kept/instances/k-2").refused(404, "instance_unknown", null, null, null),
				read("/v1/services/kept/instances/k-2?view=operator").refused(404, "instance_unknown", null, null,
						null));
	}

	private static Stream<WrongRequest> choices() {
		return Stream.of(
				CHOOSE.query("unknown strategy", "balancer=best").invalid("balancer", "'best'", "'round-robin'"),
				CHOOSE.query("two strategies", "balancer=random&balancer=random")
					.invalid("balancer", "[random, random]", "one value"),
				CHOOSE.query("health", "health=all").invalid("health", "'all'", "no query parameters but"),
				CHOOSE.query("tag that none has", "tag=blue").refused(503, "no_instance", null, null, null),
				read("/v1/services/nobody/choose").refused(404, "service_unknown", "service", "'nobody'",
						"a service that is registered"));
	}

	private static Stream<WrongRequest> events() {
		String cursors = "a cursor as the registry gave it out";
		return Stream.of(
				EVENTS.onlyQuery("bad service", "service=a_b").invalid("service", "'a_b'", "1 to 128 characters"),
				EVENTS.onlyQuery("bad namespace alone", "namespace=a_b")
					.invalid("namespace", "'a_b'", "1 to 128 characters"),
				EVENTS.query("bad cursor", "after=x").invalid("after", "'x'", cursors),
				EVENTS.call("bad last event").with("Last-Event-ID", "x").invalid("Last-Event-ID", "'x'", cursors),
				EVENTS.query("wait", "wait=1s").invalid("wait", "'1s'", "no query parameters but"),
				EVENTS.call("events as JSON")
					.with("Accept", "application/json")
					.refused(406, "not_acceptable", "Accept", "'application/json'", "text/event-stream"));
	}

	private static Stream<WrongRequest> paths() {
		return Stream
			.of("/v1/services/", "/v1/services/kept/instances/", "/v1/services/kept/instances/k-1/", "/v1/namespaces/",
					"/v1/events/", "/v1/services/kept/choose/")
			.map((path) -> read(path).refused(404, "not_found", "path", "'" + path + "'",
					"'%s', without a slash at its end".formatted(path.substring(0, path.length() - 1))));
	}

	private static WrongRequest read(String path) {
		return WrongRequest.of("read", "GET", path, null);
	}

}
