package io.movieinfo.registry.server.app.api;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A way to call the API, and what is wrong with any call of that kind.
 *
 * @param method the method
 * @param path the path, with {@code {service}} and {@code {id}}
 * @param query a right query, without {@code ?}; may be empty
 * @param body a right body, or {@code null} if there is none
 * @param namespaced whether a namespace may be named
 */
record Endpoint(String method, String path, String query, @Nullable String body, boolean namespaced) {

	/**
	 * Returns a call for the instance {@code kept/k-1}.
	 */
	WrongRequest call(String name) {
		return call(name, "kept", "k-1", "", this.body);
	}

	/**
	 * Returns a call with another body.
	 */
	WrongRequest call(String name, String body) {
		return call(name, "kept", "k-1", "", body);
	}

	/**
	 * Returns a call with more parameters.
	 */
	WrongRequest query(String name, String more) {
		return call(name, "kept", "k-1", more, this.body);
	}

	/**
	 * Returns a call with other parameters.
	 */
	WrongRequest onlyQuery(String name, String query) {
		return new Endpoint(this.method, this.path, query, this.body, this.namespaced).call(name);
	}

	/**
	 * Returns everything that is wrong with any call.
	 */
	Stream<WrongRequest> wrongRequests() {
		List<WrongRequest> rows = new ArrayList<>();
		if (this.path.contains("{service}")) {
			addServices(rows);
		}
		if (this.path.contains("{id}")) {
			addIds(rows);
		}
		addQueries(rows);
		if (this.body != null) {
			addBodies(rows, this.body);
		}
		else if (!this.method.equals("GET")) {
			rows.add(call("a body that nobody reads", "{\"a\":1}").invalid("body", "'7 bytes'", "none"));
		}
		rows.add(call("an answer that there is not").with("Accept", "text/html")
			.refused(406, "not_acceptable", "Accept", "'text/html'", "application/json"));
		return rows.stream();
	}

	private void addServices(List<WrongRequest> rows) {
		String names = "1 to 128 characters of a-z, 0-9";
		rows.add(service("bad name", "ke_pt").invalid("service", "'ke_pt'", names));
		rows.add(service("name with a slash", "ke%2Fpt").invalid("service", "'ke/pt'", names));
		rows.add(service("blank name", "%20").invalid("service", "' '", names));
		rows.add(service("name that is not in UTF-8", "%ff").refused(400, "bad_request", "request",
				"'/v1/services/%ff…", "only the characters that HTTP allows"));
		rows.add(service("long name", "a".repeat(129)).invalid("service", "'" + "a".repeat(129) + "'", names));
		rows.add(service("name with parameters", "kept;v=1").invalid("path", "'/v1/services/kept;v=1…",
				"percent-encoded"));
	}

	private void addIds(List<WrongRequest> rows) {
		String ids = "1 to 256 printable ASCII characters";
		rows.add(id("id with a space", "k%201").invalid("id", "'k 1'", ids));
		rows.add(id("id beyond ASCII", "k%C3%A9").invalid("id", "'k\u00e9'", ids));
		rows.add(id("id with a line break", "k%0A").invalid("id", "'k\n'", ids));
		rows.add(id("long id", "i".repeat(257)).invalid("id", "'iiii…", ids));
		rows.add(id("id with parameters", "k-1;v=1").invalid("path", "'/v1/services/kept/instances/k-1;v=1…",
				"percent-encoded"));
	}

	private void addQueries(List<WrongRequest> rows) {
		rows.add(query("unknown parameter", "x=1").invalid("x", "'1'", "no query parameters"));
		rows.add(query("parameter that is not in UTF-8", "x=%ff").invalid("query", "'…", "percent-encoded UTF-8"));
		if (this.namespaced) {
			String names = "1 to 128 characters of a-z, 0-9";
			rows.add(query("bad namespace", "namespace=a_b").invalid("namespace", "'a_b'", names));
			rows.add(query("empty namespace", "namespace=").invalid("namespace", "''", names));
			rows.add(query("two namespaces", "namespace=a&namespace=b").invalid("namespace", "[a, b]", "one value"));
		}
		else {
			rows.add(query("namespace", "namespace=a").invalid("namespace", "'a'", "no query parameters"));
		}
	}

	private void addBodies(List<WrongRequest> rows, String body) {
		String json = "one JSON object in UTF-8";
		rows.add(malformed("empty body but for a space", " ", json));
		rows.add(malformed("broken JSON", body.substring(0, body.length() - 1), json));
		rows.add(malformed("no JSON", "port=8080", json));
		rows.add(malformed("list", "[" + body + "]", json));
		rows.add(malformed("two objects", body + body, json));
		rows.add(malformed("field twice", "{\"x\":1,\"x\":1}", json));
		rows.add(malformed("too deep", "{\"x\":" + "[".repeat(100) + "]".repeat(100) + "}", json));
		rows.add(malformed("text that is not in UTF-8", "{\"x\":\"\u00ff\u00fe\"}", json));
		rows.add(call("unknown field", with(body, "\"x\":1")).invalid("x", "1", "none but the fields"));
		rows.add(call("body beyond the limit", body + " ".repeat(64 * 1024)).refused(413, "too_large", "body",
				String.valueOf(64 * 1024 + body.length()), "at most 65536 bytes"));
		rows.add(call("body of no type").with("Content-Type", null)
			.refused(415, "unsupported_media_type", "Content-Type", "absent", WrongRequest.JSON));
		for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "application/xml",
				"application/json;charset=utf-16", "nonsense")) {
			rows.add(call("body as " + type).with("Content-Type", type)
				.refused(415, "unsupported_media_type", "Content-Type", "'" + type + "'", WrongRequest.JSON));
		}
		rows.add(call("compressed body").with("Content-Encoding", "gzip")
			.refused(415, "unsupported_media_type", "Content-Encoding", "'gzip'", "not compressed"));
	}

	private WrongRequest malformed(String name, String body, String expected) {
		return call(name, body).refused(400, "malformed_json", null, null, expected);
	}

	private WrongRequest service(String name, String service) {
		return call(name, service, "k-1", "", this.body);
	}

	private WrongRequest id(String name, String id) {
		return call(name, "kept", id, "", this.body);
	}

	private WrongRequest call(String name, String service, String id, String more, @Nullable String body) {
		String query = this.query + (this.query.isEmpty() || more.isEmpty() ? "" : "&") + more;
		String path = this.path.replace("{service}", service).replace("{id}", id);
		return WrongRequest.of(name, this.method, query.isEmpty() ? path : path + "?" + query, body);
	}

	/**
	 * Returns a JSON object with one field more.
	 */
	static String with(String body, String field) {
		return body.equals("{}") ? "{" + field + "}" : body.substring(0, body.length() - 1) + "," + field + "}";
	}

}
