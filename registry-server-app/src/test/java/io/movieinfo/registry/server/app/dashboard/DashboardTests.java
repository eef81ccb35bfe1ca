package io.movieinfo.registry.server.app.dashboard;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.stream.IntStream;

import io.movieinfo.registry.server.app.RunningServer;
import io.movieinfo.registry.server.app.session.RawClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The dashboard in a real browser, against a real server. Each test has services of its
 * own.
 */
class DashboardTests {

	private static final String ROWS = "main tbody tr";

	private static final String DETAIL = "aside.detail";

	private static Browser browser;

	private static RunningServer server;

	@BeforeAll
	static void start() {
		browser = Browser.start();
		// instances that are registered over HTTP outlast the tests
		server = RunningServer.start("--registry.server.lease.ttl=1h",
				"--registry.server.lease.heartbeat-interval=20m");
	}

	@AfterAll
	static void stop() {
		if (browser != null) {
			browser.close();
		}
		if (server != null) {
			server.close();
		}
	}

	@AfterEach
	void nothingWentWrongUnseen() {
		browser.assertNoErrors();
	}

	@Test
	void serviceAppearsWithoutReload() {
		browser.open(server, "");
		browser.awaitText(".link", "live");
		browser.mark();
		register("appearing", "a-1", "");
		browser.awaitText(ROWS, "appearing");
		register("appearing", "a-2", ",\"health\":\"unhealthy\"");
		Browser.patiently().untilAsserted(() -> assertThat(row("appearing")).contains("1 / 2"));
		assertThat(browser.isMarked()).isTrue();
	}

	@Test
	void killedInstanceTurns() throws IOException {
		ServerSocket port = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		try (port) {
			RawClient application = RawClient.greeted(server);
			application.send("""
					{"type":"register","seq":2,"start_id":"s-1","instance":{"name":"killed","id":"k-1",\
					"address":"127.0.0.1","port":%d}}""".formatted(port.getLocalPort())).expect("registered");
			send("POST", "/v1/services/killed/instances/k-1/check", "");
			browser.open(server, "#/services/default/killed");
			browser.awaitText(ROWS, "routable");
			browser.mark();
			port.close();
			application.abort();
			browser.awaitText(ROWS, "unhealthy");
			browser.awaitText(ROWS, "connection-refused");
			browser.awaitText("main", "0 of 1 instance routable");
			browser.click(".tabs a", "Events");
			browser.awaitText(".events", "is dead (connection-refused)");
			assertThat(browser.isMarked()).isTrue();
		}
	}

	@Test
	void weightChangeReachesARunningConsumerAndIsUndone() {
		register("weighed", "w-1", "");
		try (RawClient consumer = RawClient.greeted(server)) {
			JsonNode snapshot = consumer.send("""
					{"type":"watch","seq":7,"service":"weighed"}""").expect("snapshot");
			acknowledge(consumer, snapshot);
			browser.open(server, "#/services/default/weighed/w-1");
			browser.click(DETAIL + " button", "Weight");
			browser.fill("#field-weight", "10").fill("#field-reason", "it is slow today").fill("#field-by", "maria");
			browser.press(Keys.ENTER);
			JsonNode changed = consumer.expect("delta");
			assertThat(changed.get("instances").get(0).get("weight").asInt()).isEqualTo(10);
			browser.awaitText(".notes", "has its new weight");
			browser.awaitText(".overrides", "maria");
			browser.awaitText(".overrides", "it is slow today");
			browser.awaitText(ROWS, "10 (100)");

			browser.open(server, "#/services/default/weighed?tab=consumers");
			browser.awaitText(".verdict", "1 consumer of 1 has not acknowledged");
			acknowledge(consumer, changed);
			browser.awaitText(".verdict", "Its one consumer has seen revision");

			browser.open(server, "#/audit");
			browser.awaitText(".audit li", "it is slow today");
			browser.click(".audit button", "Undo");
			browser.click("dialog button", "Undo");
			JsonNode undone = consumer.expect("delta");
			assertThat(undone.get("instances").get(0).get("weight").asInt()).isEqualTo(100);
			browser.awaitText(".audit li:first-child", "weight 10 → no overrides");
			browser.awaitText(".audit li:first-child", "maria");
		}
	}

	@Test
	void instanceIsTakenOutAndPutBackAndDrained() {
		register("switched", "s-1", "");
		browser.open(server, "#/services/default/switched/s-1");
		act("Take out", "Take out", "it misbehaves");
		browser.awaitText(ROWS, "disabled");
		act("Put back", "Put back", "it behaves");
		browser.awaitText(ROWS, "routable");
		act("Drain", "Drain", "its disk is full");
		browser.awaitText(ROWS, "draining");
		act("End drain", "End the drain", "there is room");
		browser.awaitText(ROWS, "routable");
		browser.click(DETAIL + " button", "Check");
		browser.awaitText(".notes", "refuses connections");
	}

	@Test
	void undoFromTheNoteIsOfWhatWasDoneHere() {
		register("shared", "s-1", "");
		browser.open(server, "#/services/default/shared/s-1");
		act("Take out", "Take out", "it misbehaves");
		browser.awaitText(".notes", "is out of routing");
		send("PATCH", "/v1/services/shared/instances/s-1", "{\"weight\":5,\"reason\":\"it is slow\"}");
		browser.awaitText(ROWS, "5 (100)");
		browser.click(".notes button", "Undo");
		browser.awaitText("dialog", "it misbehaves");
		browser.click("dialog button[type=submit]", "Undo");
		browser.awaitText(ROWS, "routable");
		assertThat(browser.text(ROWS)).contains("5 (100)");
	}

	@Test
	void undoOfWhatHasChangedNothingUndoesNothing() {
		register("idle", "i-1", "");
		browser.open(server, "#/services/default/idle/i-1");
		browser.click(DETAIL + " button", "Drain");
		send("POST", "/v1/services/idle/instances/i-1/drain", "{\"reason\":\"the other one\",\"limit\":\"0s\"}");
		browser.fill("#field-reason", "too late").click("dialog button[type=submit]", "Drain");
		browser.awaitText(".notes", "drained");
		browser.click(".notes button", "Undo");
		browser.awaitText(".notes", "there is nothing to undo");
		assertThat(browser.all("dialog")).isEmpty();
	}

	@Test
	void metaIsSetAndGivenBack() {
		register("labelled", "l-1", ",\"meta\":{\"version\":\"1\"}");
		browser.open(server, "#/services/default/labelled/l-1");
		browser.click(DETAIL + " button", "Meta");
		browser.fill("#field-key", "version").fill("#field-meta", "2").fill("#field-reason", "trying");
		browser.click("dialog button", "Set");
		awaitNoDialog();
		browser.awaitText(".overrides tbody", "meta version");
		browser.awaitText(DETAIL + " .meta", "2");
		browser.click(".overrides button", "Clear the override of version");
		browser.fill("#field-reason", "tried").click("dialog button", "Clear");
		browser.awaitNoText(DETAIL, "The application says");
		browser.awaitText(DETAIL + " .meta", "1");
	}

	@Test
	void refusalIsShownAtItsField() {
		register("refused", "r-1", "");
		browser.open(server, "#/services/default/refused/r-1");
		browser.click(DETAIL + " button", "Weight");
		browser.fill("#field-weight", "5000").fill("#field-reason", "more of it");
		browser.press(Keys.ENTER);
		browser.awaitText("#field-weight-hint", "weight is 5000, expected a whole number from 1 to 1000");
		assertThat(browser.find("#field-weight").getDomAttribute("aria-invalid")).isEqualTo("true");
		browser.fill("#field-weight", "500").fill("#field-reason", "").press(Keys.ENTER);
		browser.awaitText("#field-reason-hint", "reason is");
		browser.press(Keys.ESCAPE);
		awaitNoDialog();
		ask("Remove", "Remove", "away with it");
		browser.awaitText("dialog .problem", "is alive and would only come back");
		browser.press(Keys.ESCAPE);
		assertThat(server.get("/v1/services/refused/instances/r-1").body()).contains("\"weight\":100");
	}

	@Test
	void hostileTextsAreOnlyTexts() {
		String script = "<script>window.broken=1</script><img src=x onerror=window.broken=2>";
		register("hostile", "a%2F..%2Fb%3Cscript%3Ewindow.broken=3%3C%2Fscript%3E%3F%23%25",
				",\"zone\":\"%1$s\",\"tags\":[\"%1$s\"],\"meta\":{\"k<b>\":\"%1$s\"}".formatted(script));
		send("PATCH",
				"/v1/services/hostile/instances/" + "a%2F..%2Fb%3Cscript%3Ewindow.broken=3%3C%2Fscript%3E%3F%23%25",
				"{\"meta\":{\"set\":\"%1$s\"},\"reason\":\"%1$s\",\"by\":\"%1$s\"}".formatted(script));
		browser.open(server, "#/services/default/hostile");
		browser.click(ROWS + " a", "a/../b<script>window.broken=3</script>?#%");
		browser.awaitText(DETAIL + " h2", "a/../b<script>window.broken=3</script>?#%");
		browser.awaitText(DETAIL + " .meta", script);
		browser.awaitText(DETAIL + " .overrides", script);
		browser.reload();
		browser.awaitText(DETAIL + " .audit", script);
		act("Take out", "Take out", script);
		browser.awaitText(DETAIL + " .events", script);
		browser.open(server, "#/services/default/" + "no%3Cimg%20src%3Dx%20onerror%3Dwindow.broken%3D4%3E");
		browser.awaitText("main", "no<img src=x onerror=window.broken=4>");
		browser.open(server, "#/audit");
		browser.awaitText(".audit", script);
		assertThat(browser.script("return window.broken === undefined")).isEqualTo(true);
	}

	@Test
	void noRequestLeavesForAnotherHost() {
		register("local", "l-1", "");
		browser.requests();
		for (String page : new String[] { "", "#/events", "#/guard", "#/audit", "#/services/default/local/l-1" }) {
			browser.open(server, page).reload();
			browser.awaitText(".link", "live");
		}
		assertThat(browser.requests()).hasSizeGreaterThan(50).allSatisfy((request) -> {
			assertThat(request.getScheme()).isEqualTo("http");
			assertThat(request.getAuthority()).isEqualTo("localhost:" + server.port());
		});
	}

	@Test
	void pageSaysThatTheServerIsAwayAndComesBackByItself() {
		int port;
		try (RunningServer first = RunningServer.start()) {
			port = first.port();
			first.send(put(first, "/v1/services/lost/instances/l-1", ""));
			browser.open(first, "");
			browser.awaitText(ROWS, "lost");
			browser.mark();
			browser.click(ROWS + " a", "lost").click(ROWS + " a", "l-1");
			browser.find(DETAIL);
		}
		browser.awaitText(".banner", "Disconnected since");
		browser.awaitText(".banner", "Showing the state of");
		assertThat(browser.text(ROWS)).contains("l-1");
		assertThat(browser.script(
				"return document.querySelector('%s').getBoundingClientRect().bottom === innerHeight".formatted(DETAIL)))
			.as("the instance reaches to the window's end")
			.isEqualTo(true);
		String asOf = browser.text(".banner.away").replaceAll("(?s).*the state of ([0-9:]+).*", "$1");
		browser.press(Keys.ESCAPE).press("1");
		browser.awaitText("main .problem", "The server does not answer");
		// the longer it is away, the longer the pauses: it has been tried several times
		// by then
		Browser.patiently()
			.untilAsserted(() -> assertThat(browser.text(".banner.away")).containsPattern("again in [345] s"));
		assertThat(browser.text(".banner.away")).contains("the state of " + asOf);
		try (RunningServer second = RunningServer.start("--server.port=" + port)) {
			browser.awaitNoText("#app", "Disconnected");
			second.send(put(second, "/v1/services/found/instances/f-1", ""));
			browser.awaitText(ROWS, "found");
			browser.awaitNoText(ROWS, "lost");
			assertThat(browser.isMarked()).isTrue();
		}
	}

	@Test
	void keyboardIsEnough() {
		register("keyed", "k-1", "");
		register("keyed", "k-2", "");
		browser.open(server, "");
		browser.awaitText(ROWS, "keyed");
		browser.press("/").press("keye", Keys.ENTER);
		browser.awaitText("h1", "keyed");
		browser.awaitText(ROWS, "k-2");
		browser.press("/").press(Keys.ARROW_DOWN).press(Keys.ARROW_DOWN).press(Keys.ENTER);
		browser.awaitText(DETAIL + " h2", "k-2");
		browser.press(Keys.TAB).press(Keys.TAB).press(Keys.ENTER);
		browser.awaitText("dialog h2", "Take keyed/k-2 out of routing");
		browser.press("by hand", Keys.ENTER);
		browser.awaitText(ROWS, "disabled");
		Browser.patiently().untilAsserted(() -> assertThat(focused()).isEqualTo("Put back …"));
		browser.press(Keys.ESCAPE);
		Browser.patiently().untilAsserted(() -> assertThat(browser.all(DETAIL)).isEmpty());
		assertThat(focused()).isEqualTo("k-2");
		browser.press("4");
		browser.awaitText("h1", "Audit log");
		browser.press("?");
		browser.awaitText("dialog", "Keyboard");
		browser.press(Keys.ESCAPE);
		awaitNoDialog();
	}

	@Test
	void largeServiceIsPagedAndSearched() {
		IntStream.range(0, 130)
			.forEach((i) -> register("large", "large-%03d".formatted(i), ",\"zone\":\"z%d\"".formatted(i % 3)));
		browser.open(server, "#/services/default/large");
		browser.awaitText(".pager", "1–50 of 130");
		browser.click(".pager button", "Next").click(".pager button", "Next");
		browser.awaitText(".pager", "101–130 of 130");
		browser.press("/").press("z1 large-11");
		browser.awaitText(".pager", "1–3 of 3");
		assertThat(browser.address()).endsWith("#/services/default/large?search=z1+large-11");
		send("PUT", "/v1/services/large/instances/large-112/heartbeat",
				"{\"health\":\"unhealthy\",\"cause\":\"reported\"}");
		browser.awaitText(ROWS + ":first-child", "large-112");
		browser.awaitText(ROWS + ":first-child", "unhealthy");
	}

	@Test
	void everythingFitsIntoAPhonesWidth() {
		register("narrow-with-a-long-name-that-does-not-fit.example", "n-" + "1234567890".repeat(12), "");
		browser.view(360, 740, false);
		for (String page : new String[] { "", "#/events", "#/guard", "#/audit",
				"#/services/default/narrow-with-a-long-name-that-does-not-fit.example",
				"#/services/default/narrow-with-a-long-name-that-does-not-fit.example/n-" + "1234567890".repeat(12) }) {
			browser.open(server, page).reload();
			browser.awaitText(".link", "live");
			browser.find("main h1");
			assertThat(browser.script("return document.documentElement.scrollWidth")).as(page).isEqualTo(360L);
		}
		browser.view(1280, 900, false);
	}

	/**
	 * Does something to the instance that is shown, for a reason.
	 */
	private static void act(String button, String submit, String reason) {
		ask(button, submit, reason);
		awaitNoDialog();
	}

	/**
	 * Asks for something to be done to the instance that is shown, for a reason.
	 */
	private static void ask(String button, String submit, String reason) {
		browser.click(DETAIL + " button", button);
		browser.fill("#field-reason", reason).click("dialog button[type=submit]", submit);
	}

	/**
	 * Waits until what was done is answered. The page may have shown it before.
	 */
	private static void awaitNoDialog() {
		Browser.patiently().untilAsserted(() -> assertThat(browser.all("dialog")).isEmpty());
	}

	private static String focused() {
		return String.valueOf(browser.script("return document.activeElement.innerText"));
	}

	private static String row(String service) {
		return browser.text(ROWS).lines().dropWhile((line) -> !line.startsWith(service)).limit(2).toList().toString();
	}

	private static void acknowledge(RawClient consumer, JsonNode told) {
		consumer.send("""
				{"type":"ack","watch":7,"cursor":"%s"}""".formatted(told.get("cursor").asString()));
	}

	private static void register(String service, String id, String more) {
		HttpResponse<String> answer = server
			.send(put(server, "/v1/services/%s/instances/%s".formatted(service, id), more));
		assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
	}

	private static HttpRequest put(RunningServer server, String path, String more) {
		return HttpRequest.newBuilder(server.uri(path))
			.header("Content-Type", "application/json")
			.PUT(BodyPublishers.ofString("{\"address\":\"127.0.0.1\",\"port\":1%s}".formatted(more)))
			.build();
	}

	private static void send(String method, String path, String body) {
		HttpRequest.Builder request = HttpRequest.newBuilder(server.uri(path))
			.method(method, BodyPublishers.ofString(body));
		if (!body.isEmpty()) {
			request.header("Content-Type", "application/json");
		}
		HttpResponse<String> answer = server.send(request.build());
		assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
	}

}
