package io.movieinfo.registry.autoconfigure.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/**
 * A copy of an answer whose connection was let go while another instance was asked, for
 * the case that no other answers.
 */
final class KeptResponse implements ClientHttpResponse {

	static final int LONGEST_BODY = 64 * 1024;

	private final HttpStatusCode status;

	private final String statusText;

	private final HttpHeaders headers = new HttpHeaders();

	private final InputStream body;

	private KeptResponse(ClientHttpResponse original, byte[] body) throws IOException {
		this.status = original.getStatusCode();
		this.statusText = original.getStatusText();
		this.headers.putAll(original.getHeaders());
		this.body = new ByteArrayInputStream(body);
	}

	/**
	 * Copies an answer and closes it.
	 * @return the copy; {@code null} if the body cannot be read or is too long to keep
	 */
	static @Nullable KeptResponse closing(ClientHttpResponse original) {
		try (original) {
			byte[] body = original.getBody().readNBytes(LONGEST_BODY + 1);
			return (body.length <= LONGEST_BODY) ? new KeptResponse(original, body) : null;
		}
		catch (IOException | RuntimeException ex) {
			// some clients' bodies throw what their reactive streams end with
			return null;
		}
	}

	@Override
	public HttpStatusCode getStatusCode() {
		return this.status;
	}

	@Override
	public String getStatusText() {
		return this.statusText;
	}

	@Override
	public HttpHeaders getHeaders() {
		return this.headers;
	}

	@Override
	public InputStream getBody() {
		return this.body;
	}

	@Override
	public void close() {
		// the original is closed already
	}

}
