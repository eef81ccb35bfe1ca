package io.movieinfo.registry.server;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;

import io.movieinfo.registry.server.lease.GuardSettings;
import io.movieinfo.registry.server.lease.LeaseSettings;
import io.movieinfo.registry.server.lease.Leases;
import io.movieinfo.registry.server.probe.Prober;
import io.movieinfo.registry.server.store.MemoryStore;
import io.movieinfo.registry.server.store.StoredState;
import io.movieinfo.registry.server.watch.WatchHub;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * A command comes in while the writer carries out what it has found, and before it has
 * gone back to rest. Observed is which of them are answered in the end.
 */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "both are answered")
@Outcome(expect = Expect.FORBIDDEN, desc = "a command was left lying")
@State
public class WriterWakeUpStress {

	private static final StoredState EMPTY = new StoredState("e1", 0, true, List.of(), List.of(), List.of(), List.of());

	private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

	private static final Wakened THREAD = new Wakened();

	// nothing changes, so that it has nothing to do
	private static final WatchHub HUB = new WatchHub("e1", 0, true, Duration.ofSeconds(1), () -> 0, THREAD);

	private final Wakened thread = new Wakened();

	private final Writer writer = writer(this.thread);

	private final Command<Boolean> first = command();

	private final Command<Boolean> second = command();

	public WriterWakeUpStress() {
		this.writer.submit(this.first);
	}

	@Actor
	public void submit() {
		this.writer.submit(this.second);
	}

	@Actor
	public void write() {
		this.thread.runNext();
	}

	@Arbiter
	public void writeRest(ZZ_Result result) {
		this.thread.runNext();
		this.thread.runNext();
		result.r1 = this.first.answer().isDone();
		result.r2 = this.second.answer().isDone();
	}

	private static Command<Boolean> command() {
		return new Command<>("a test", () -> true, () -> {
		});
	}

	private static Writer writer(Wakened thread) {
		LeaseSettings settings = LeaseSettings.defaults();
		WorkingState state = new WorkingState(EMPTY);
		Leases leases = new Leases(settings, GuardSettings.defaults(), 0);
		Holders holders = new Holders();
		Probes probes = new Probes(Prober.OFF, state);
		Suspects suspects = new Suspects(state, leases, holders, probes, settings, () -> 0);
		Expiry expiry = new Expiry(state, leases, holders, suspects, probes, settings, CLOCK, 0);
		return new Writer(state, expiry, new MemoryStore(), new Published("e1", state), HUB, () -> 0, thread);
	}

	/**
	 * A thread that does its next task when it is told to.
	 */
	private static final class Wakened extends ScheduledThreadPoolExecutor {

		private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

		Wakened() {
			super(0);
		}

		@Override
		public void execute(Runnable task) {
			this.tasks.add(task);
		}

		void runNext() {
			Runnable next = this.tasks.poll();
			if (next != null) {
				next.run();
			}
		}

	}

}
