package io.movieinfo.registry.server.app.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/**
 * A request is answered because there is news, and by somebody else because its time is
 * over, while something is begun for it. Observed are how often it was answered, and how
 * often what was begun was released.
 */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "each once")
@Outcome(expect = Expect.FORBIDDEN, desc = "never or twice")
@State
public class HeldRequestStress {

	private final AtomicInteger answers = new AtomicInteger();

	private final AtomicInteger releases = new AtomicInteger();

	private final HeldRequest held = hold();

	@Actor
	public void news() {
		this.held.answer((request, response) -> this.answers.incrementAndGet());
	}

	@Actor
	public void timeIsOver() {
		this.held.whenOver(this.releases::incrementAndGet);
		this.held.answer((request, response) -> this.answers.incrementAndGet());
	}

	@Arbiter
	public void count(II_Result result) {
		result.r1 = this.answers.get();
		result.r2 = this.releases.get();
	}

	private static HeldRequest hold() {
		try {
			return HeldRequest.hold(new Request(), new MockHttpServletResponse());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static final class Request extends MockHttpServletRequest {

		Request() {
			setAsyncSupported(true);
		}

		@Override
		public ServletInputStream getInputStream() {
			return new NothingToRead();
		}

	}

	private static final class NothingToRead extends ServletInputStream {

		@Override
		public boolean isFinished() {
			return true;
		}

		@Override
		public boolean isReady() {
			return true;
		}

		@Override
		public void setReadListener(ReadListener listener) {
			// nobody is told anything
		}

		@Override
		public int read() {
			return -1;
		}

	}

}
