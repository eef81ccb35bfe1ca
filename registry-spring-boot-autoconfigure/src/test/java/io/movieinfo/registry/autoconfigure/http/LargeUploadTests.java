package io.movieinfo.registry.autoconfigure.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.movieinfo.registry.autoconfigure.HashHeaders;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A gibibyte passes through a process whose heap is a sixteenth of it.
 */
class LargeUploadTests {

	private static final long GIBIBYTE = 1L << 30;

	private static final byte[] PART = new byte[64 * 1024];

	@ParameterizedTest
	@ValueSource(strings = { "http", "lb" })
	void gibibyteIsStreamed(String scheme) throws Exception {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp",
				System.getProperty("java.class.path"), LargeUploadTests.class.getName(), scheme));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(said).isZero();
		assertThat(said).endsWith("received " + GIBIBYTE);
	}

	/**
	 * Uploads to itself.
	 * @param args the scheme
	 */
	public static void main(String[] args) throws IOException {
		try (ServerSocket sink = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			Thread thread = new Thread(() -> receive(sink), "sink");
			thread.setDaemon(true);
			thread.start();
			ClientHttpRequestFactory plain = ClientHttpRequestFactoryBuilder.jdk().build(HttpClientSettings.defaults());
			LoadBalancing loadBalancing = new LoadBalancing(
					new FakeLoadBalancer().with("127.0.0.1", sink.getLocalPort()), "default", 3, 20, Pauses.JITTERED,
					HashHeaders.NONE);
			String received = RestClient.builder()
				.requestFactory(new LoadBalancedRequestFactory(plain, () -> loadBalancing))
				.build()
				.put()
				.uri(args[0].equals("lb") ? "lb://user-service/a" : "http://127.0.0.1:" + sink.getLocalPort() + "/a")
				.contentLength(GIBIBYTE)
				.body((StreamingHttpOutputMessage.Body) LargeUploadTests::send)
				.retrieve()
				.body(String.class);
			System.out.print(received);
		}
	}

	private static void send(OutputStream out) throws IOException {
		for (long sent = 0; sent < GIBIBYTE; sent += PART.length) {
			out.write(PART);
		}
	}

	private static void receive(ServerSocket sink) {
		try (Socket connection = sink.accept()) {
			InputStream in = connection.getInputStream();
			int ends = 0;
			while (ends < 4) {
				int next = in.read();
				ends = (next == '\r' || next == '\n') ? ends + 1 : 0;
			}
			byte[] part = new byte[PART.length];
			long received = 0;
			for (int read = 0; received < GIBIBYTE && read >= 0; received += Math.max(0, read)) {
				read = in.read(part);
			}
			String answer = "received " + received;
			connection.getOutputStream()
				.write("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s"
					.formatted(answer.length(), answer)
					.getBytes(StandardCharsets.US_ASCII));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
