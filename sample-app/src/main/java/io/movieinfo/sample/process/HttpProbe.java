package io.movieinfo.sample.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Looks whether somebody answers over HTTP. Blocks for at most two seconds.
 */
public final class HttpProbe {

	private static final Duration LIMIT = Duration.ofSeconds(2);

	private final HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build();

	/**
	 * Returns the body of an answer with status 200, {@code null} if there is no such
	 * answer.
	 */
	public @Nullable String get(URI uri) {
		try {
			HttpResponse<String> response = this.http.send(HttpRequest.newBuilder(uri).timeout(LIMIT).build(),
					HttpResponse.BodyHandlers.ofString());
			return (response.statusCode() == 200) ? response.body() : null;
		}
		catch (IOException ex) {
			return null;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return null;
		}
	}

}
