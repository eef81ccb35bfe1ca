package io.movieinfo.sample.endtoend;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.grpc.StatusRuntimeException;
import movieinfo.api.UserRequest;
import movieinfo.api.UsersGrpc.UsersBlockingStub;
import org.awaitility.Awaitility;

/**
 * Somebody who asks for a user over gRPC all the time, one call after the other.
 */
final class UserCalls implements AutoCloseable {

	private static final int PAUSE_MILLIS = 5;

	private final ScheduledExecutorService caller = Executors.newSingleThreadScheduledExecutor();

	private final Map<String, Integer> answers = new ConcurrentHashMap<>();

	private final List<String> failures = new CopyOnWriteArrayList<>();

	/**
	 * Begins to call.
	 */
	UserCalls(UsersBlockingStub users) {
		var unused = this.caller.scheduleWithFixedDelay(() -> call(users), 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
	}

	/**
	 * Returns how many calls an instance has answered so far.
	 */
	int answeredBy(String instance) {
		return this.answers.getOrDefault(instance, 0);
	}

	/**
	 * Returns what went wrong with calls since the first one was answered.
	 */
	List<String> failures() {
		return this.failures;
	}

	private void call(UsersBlockingStub users) {
		try {
			this.answers.merge(users.getUser(UserRequest.newBuilder().setId(1).build()).getInstance(), 1, Integer::sum);
		}
		catch (StatusRuntimeException ex) {
			if (!this.answers.isEmpty()) {
				this.failures.add(ex.toString());
			}
		}
	}

	@Override
	public void close() {
		this.caller.shutdown();
		Awaitility.await("end of the last call").atMost(Duration.ofMinutes(1)).until(this.caller::isTerminated);
	}

}
