package io.movieinfo.registry.autoconfigure.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/**
 * An instance's answer. Its call is over when the body has been read to its end, has
 * failed, or is closed.
 */
final class LoadBalancedResponse implements ClientHttpResponse {

	private final ClientHttpResponse delegate;

	private final PickedCall call;

	private @Nullable InputStream body;

	/**
	 * Creates a response.
	 * @param delegate the answer
	 * @param call the call that it answers
	 */
	LoadBalancedResponse(ClientHttpResponse delegate, PickedCall call) {
		this.delegate = delegate;
		this.call = call;
	}

	@Override
	public HttpStatusCode getStatusCode() throws IOException {
		return this.delegate.getStatusCode();
	}

	@Override
	public String getStatusText() throws IOException {
		return this.delegate.getStatusText();
	}

	@Override
	public HttpHeaders getHeaders() {
		return this.delegate.getHeaders();
	}

	@Override
	public InputStream getBody() throws IOException {
		InputStream body = this.body;
		if (body == null) {
			body = new ReportingStream(this.delegate.getBody());
			this.body = body;
		}
		return body;
	}

	@Override
	public void close() {
		try {
			this.delegate.close();
		}
		finally {
			this.call.end();
		}
	}

	private final class ReportingStream extends FilterInputStream {

		ReportingStream(InputStream delegate) {
			super(delegate);
		}

		@Override
		public int read() throws IOException {
			try {
				return seen(this.in.read());
			}
			catch (IOException | RuntimeException ex) {
				LoadBalancedResponse.this.call.failed(ex);
				throw ex;
			}
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			try {
				return seen(this.in.read(bytes, offset, length));
			}
			catch (IOException | RuntimeException ex) {
				LoadBalancedResponse.this.call.failed(ex);
				throw ex;
			}
		}

		private int seen(int result) {
			if (result < 0) {
				LoadBalancedResponse.this.call.end();
			}
			return result;
		}

	}

}
