package io.movieinfo.registry.client.transport;

import java.util.concurrent.ThreadFactory;

/**
 * Makes the client's threads: daemons that keep no process alive and inherit nothing from
 * the thread that happened to need them.
 */
public final class DaemonThreads {

	private DaemonThreads() {
	}

	/**
	 * Returns a factory of threads that all have one name.
	 */
	public static ThreadFactory named(String name) {
		return (task) -> {
			Thread thread = new Thread(null, task, name, 0, false);
			thread.setDaemon(true);
			return thread;
		};
	}

}
