package io.movieinfo.registry.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.movieinfo.registry.server.probe.Finding;
import io.movieinfo.registry.server.probe.Prober;

/**
 * A prober that finds what a test has set up: every port can be reached unless something
 * else is said of it. It can keep answers back.
 */
final class FakeNetwork implements Prober {

	private final Map<Integer, Finding> findings = new HashMap<>();

	private final List<Runnable> keptBack = new ArrayList<>();

	/** What is said of ports of which nothing else is. */
	Finding others = Finding.CONNECTED;

	boolean slow;

	/** The ports that were asked, in order. */
	final List<Integer> asked = new ArrayList<>();

	@Override
	public CompletionStage<Finding> probe(String address, int port) {
		this.asked.add(port);
		Finding finding = this.findings.getOrDefault(port, this.others);
		if (!this.slow) {
			return CompletableFuture.completedFuture(finding);
		}
		CompletableFuture<Finding> answer = new CompletableFuture<>();
		this.keptBack.add(() -> answer.complete(finding));
		return answer;
	}

	void set(String id, Finding finding) {
		this.findings.put(port(id), finding);
	}

	/**
	 * How often an instance was asked.
	 */
	long asked(String id) {
		return this.asked.stream().filter((port) -> port == port(id)).count();
	}

	/**
	 * Gives the answers that were kept back, as they were when they were asked for.
	 */
	void answer() {
		List<Runnable> answers = List.copyOf(this.keptBack);
		this.keptBack.clear();
		answers.forEach(Runnable::run);
	}

	private static int port(String id) {
		return RegistryFixture.content(RegistryFixture.MOVIES, id).port();
	}

}
