package io.movieinfo.registry.client;

import java.time.Duration;

import io.movieinfo.registry.client.transport.Surroundings;

/**
 * Makes real clients in simulated surroundings.
 */
public final class SimulatedClients {

	private SimulatedClients() {
	}

	/**
	 * Makes a client that is still to be started.
	 * @param process the process's name
	 * @param healthInterval how often health is evaluated
	 */
	public static RegistryClient create(String process, Duration healthInterval, Surroundings surroundings) {
		return RegistryClient.builder()
			.application(process)
			.process(process)
			.healthInterval(healthInterval)
			.surroundings(surroundings)
			.build();
	}

}
