package io.movieinfo.registry.server.app.security;

import io.movieinfo.registry.server.app.RawHttp;
import io.movieinfo.registry.server.app.RunningServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class BrowserRequestTests {

	private static RunningServer server;

	@BeforeAll
	static void start() {
		server = RunningServer.start();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@CsvSource({ "localhost,", "localhost:8761,", "LOCALHOST:1,", "127.0.0.1,", "127.0.0.1:8761,", "127.1.2.3:80,",
			"[::1],", "[::1]:8761,", "[0:0:0:0:0:0:0:1]:8761,", "localhost:8761, http://localhost:8761",
			"localhost:8761, HTTP://LocalHost:8761", "localhost, http://localhost", "localhost, http://localhost:80",
			"[::1]:8761, http://[::1]:8761" })
	void ownHostAndOriginPass(String host, @Nullable String origin) throws Exception {
		assertThat(http(host, origin)).startsWith("HTTP/1.1 200");
		assertThat(webSocket(host, origin)).startsWith("HTTP/1.1 101");
	}

	@ParameterizedTest
	@CsvSource({ "registry.example,, Host", "registry.example:8761,, Host", "localhost.evil.example,, Host",
			"evil-localhost,, Host", "127.0.0.1.evil.example,, Host", "10.0.0.1:8761,, Host", "0.0.0.0:8761,, Host",
			"[::2]:8761,, Host", "registry.example:8761, http://registry.example:8761, Host",
			"localhost:8761, http://evil.example, Origin", "localhost:8761, null, Origin",
			"localhost:8761, https://localhost:8761, Origin", "localhost:8761, http://localhost:3000, Origin",
			"localhost:8761, http://localhost, Origin", "localhost:8761, http://127.0.0.1:8761, Origin",
			"localhost:8761, http://localhost:8761.evil.example, Origin" })
	void foreignHostAndOriginAreHeldOff(String host, @Nullable String origin, String field) throws Exception {
		assertThat(http(host, origin)).startsWith("HTTP/1.1 403")
			.contains("application/problem+json", "\"code\":\"forbidden\"", "\"field\":\"" + field + "\"");
		assertThat(webSocket(host, origin)).startsWith("HTTP/1.1 403").contains("\"field\":\"" + field + "\"");
	}

	@Test
	void openServerGoesByAnyNameButHoldsOffForeignPages() throws Exception {
		try (RunningServer open = RunningServer.start("--registry.server.security.mode=open")) {
			assertThat(http(open, "registry.example:8761", null)).startsWith("HTTP/1.1 200");
			assertThat(http(open, "registry.example:8761", "http://registry.example:8761")).startsWith("HTTP/1.1 200");
			assertThat(http(open, "registry.example:8761", "http://evil.example")).startsWith("HTTP/1.1 403");
		}
	}

	@Test
	void handshakeWithoutTheSubprotocolIsRefused() throws Exception {
		String answer = RawHttp.send(server.port(), RawHttp.handshake("localhost", "chat", ""));
		assertThat(answer).startsWith("HTTP/1.1 400")
			.contains("\"field\":\"Sec-WebSocket-Protocol\",\"value\":\"'chat'\",\"expected\":\"'registry.v1'\"");
	}

	private static String http(String host, @Nullable String origin) throws Exception {
		return http(server, host, origin);
	}

	private static String http(RunningServer server, String host, @Nullable String origin) throws Exception {
		return RawHttp.send(server.port(),
				"GET /v1/services HTTP/1.1\r\nHost: %s\r\n%s\r\n".formatted(host, header(origin)));
	}

	private static String webSocket(String host, @Nullable String origin) throws Exception {
		return RawHttp.send(server.port(), RawHttp.handshake(host, "registry.v1", header(origin)));
	}

	private static String header(@Nullable String origin) {
		return (origin != null) ? "Origin: " + origin + "\r\n" : "";
	}

}
