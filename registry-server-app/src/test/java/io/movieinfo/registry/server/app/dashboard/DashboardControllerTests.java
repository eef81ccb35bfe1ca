package io.movieinfo.registry.server.app.dashboard;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.movieinfo.registry.server.app.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How the dashboard is served; what it does is tested in {@link DashboardTests}.
 */
class DashboardControllerTests {

	private static final Pattern FILE = Pattern.compile("(?:src|href)=\"(dashboard/[^\"]+)\"");

	private static RunningServer server;

	@BeforeAll
	static void start() {
		server = RunningServer.start();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void rootIsThePage() {
		HttpResponse<String> page = server.get("/");
		assertThat(page.statusCode()).isEqualTo(200);
		assertThat(header(page, "Content-Type")).isEqualTo("text/html;charset=UTF-8");
		assertThat(header(page, "Cache-Control")).isEqualTo("no-cache");
		assertThat(header(page, "Content-Security-Policy")).startsWith("default-src 'self';")
			.contains("frame-ancestors 'none'")
			.doesNotContain("unsafe");
		assertThat(page.body()).contains("<title>Registry</title>")
			.doesNotContain("{version}", "://", "<style", " style=");
	}

	@Test
	void pageIsSentOnceUnlessItChanges() {
		String tag = header(server.get("/"), "ETag");
		HttpResponse<String> again = server
			.send(HttpRequest.newBuilder(server.uri("/")).header("If-None-Match", tag).build());
		assertThat(again.statusCode()).isEqualTo(304);
		assertThat(again.body()).isEmpty();
		assertThat(header(again, "ETag")).isEqualTo(tag);
	}

	@Test
	void everyFileOfThePageIsThereForGood() {
		assertThat(files()).hasSizeGreaterThan(10).allSatisfy((file) -> {
			HttpResponse<String> answer = server.get("/" + file);
			assertThat(answer.statusCode()).isEqualTo(200);
			assertThat(header(answer, "Cache-Control")).isEqualTo("max-age=31536000, public, immutable");
			assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
			assertThat(header(answer, "ETag")).isNotEmpty();
			assertThat(header(answer, "Content-Type"))
				.matches("(text/javascript|text/css|image/svg\\+xml);charset=UTF-8");
			assertThat(answer.body()).isNotEmpty();
		});
	}

	@Test
	void compressedFileHasATagOfItsOwn() {
		HttpResponse<String> plain = server.get("/" + files().get(0));
		HttpResponse<String> compressed = server
			.send(HttpRequest.newBuilder(server.uri("/" + script())).header("Accept-Encoding", "br, gzip").build());
		assertThat(header(compressed, "Content-Encoding")).isEqualTo("gzip");
		assertThat(header(compressed, "Vary")).isEqualTo("Accept-Encoding");
		assertThat(header(compressed, "ETag")).endsWith("-gzip\"").isNotEqualTo(header(plain, "ETag"));
		HttpResponse<String> again = server.send(HttpRequest.newBuilder(server.uri("/" + script()))
			.header("Accept-Encoding", "br, gzip")
			.header("If-None-Match", header(compressed, "ETag"))
			.build());
		assertThat(again.statusCode()).isEqualTo(304);
	}

	@Test
	void pageAndFilesHaveHeads() {
		for (String path : List.of("/", "/" + script())) {
			HttpResponse<String> head = server
				.send(HttpRequest.newBuilder(server.uri(path)).method("HEAD", BodyPublishers.noBody()).build());
			assertThat(head.statusCode()).isEqualTo(200);
			assertThat(head.body()).isEmpty();
			assertThat(header(head, "ETag")).isEqualTo(header(server.get(path), "ETag"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/dashboard", "/dashboard/", "/dashboard/VERSION", "/dashboard/..%2findex.html",
			"/dashboard/VERSION/index.html", "/dashboard/VERSION/DashboardFiles.class", "/dashboard/VERSION/lib/",
			"/dashboard/VERSION/lib/uPlot.esm.js", "/dashboard/VERSION/../server-defaults.properties",
			"/dashboard/VERSION/%2e%2e/server-defaults.properties",
			"/dashboard/VERSION/..%2fserver-defaults.properties", "/index.html", "/webjars/uplot/dist/uPlot.esm.js" })
	void nothingElseIsServed(String path) {
		HttpResponse<String> answer = server.get(path.replace("VERSION", version()));
		assertThat(answer.statusCode()).isEqualTo(404);
		assertThat(header(answer, "Content-Type")).isEqualTo("application/problem+json");
		assertThat(answer.body()).contains("\"code\":\"not_found\"");
	}

	@Test
	void fileOfAnotherVersionIsNotMistakenForThisOne() {
		HttpResponse<String> answer = server.get("/" + script().replace(version(), "0000000000000000"));
		assertThat(answer.statusCode()).isEqualTo(404);
		assertThat(answer.body()).contains("\"code\":\"not_found\"", "version '" + version() + "': reload the page");
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST", "PUT", "DELETE" })
	void pageCanOnlyBeRead(String method) {
		HttpResponse<String> answer = server
			.send(HttpRequest.newBuilder(server.uri("/")).method(method, BodyPublishers.noBody()).build());
		assertThat(answer.statusCode()).isEqualTo(405);
		assertThat(header(answer, "Allow")).isEqualTo("GET");
		assertThat(answer.body()).contains("\"code\":\"method_not_allowed\"");
	}

	@Test
	void plotsTellHowManyInstancesThereWere() {
		HttpResponse<String> plots = server.get("/dashboard/plots");
		assertThat(plots.statusCode()).isEqualTo(200);
		assertThat(header(plots, "Content-Type")).isEqualTo("application/json");
		assertThat(header(plots, "Cache-Control")).isEqualTo("no-store");
		assertThat(plots.body()).startsWith("{\"every_ms\":2000,\"samples\":[");
	}

	private static List<String> files() {
		Matcher files = FILE.matcher(server.get("/").body());
		return files.results().map((found) -> found.group(1)).toList();
	}

	private static String script() {
		return files().stream().filter((file) -> file.endsWith("/app.js")).findFirst().orElseThrow();
	}

	private static String version() {
		return script().split("/", -1)[1];
	}

	private static String header(HttpResponse<String> answer, String name) {
		return answer.headers().firstValue(name).orElse("");
	}

}
