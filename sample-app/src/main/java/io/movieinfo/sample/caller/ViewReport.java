package io.movieinfo.sample.caller;

import java.util.List;
import java.util.Map;

/**
 * What a caller has known of a service since it started.
 *
 * @param view whom its discovery listed as routable, from when on
 * @param balancer whom its balancer picked from, from when on
 * @param latestMicros when it was last told anything, in microseconds since 1970; 0 if
 * never
 * @param cursor how far into the registry's history it knows the service, empty if not at
 * all
 * @param instances all that are listed now, routable or not
 */
public record ViewReport(List<Change> view, List<Change> balancer, long latestMicros, String cursor,
		List<Listed> instances) {

	public ViewReport {
		view = List.copyOf(view);
		balancer = List.copyOf(balancer);
		instances = List.copyOf(instances);
	}

	/**
	 * The routable instances from a moment on.
	 *
	 * @param micros that moment, in microseconds since 1970
	 * @param ids the ids of the instances, sorted
	 */
	public record Change(long micros, List<String> ids) {

		public Change {
			ids = List.copyOf(ids);
		}

	}

	/**
	 * One listed instance, as far as two lists can be compared by it.
	 *
	 * @param id its id
	 * @param address where it listens
	 * @param port the port there
	 * @param weight its share of traffic
	 * @param meta what it says of itself
	 * @param health its health, as on the wire
	 */
	public record Listed(String id, String address, int port, int weight, Map<String, String> meta, String health) {

		public Listed {
			meta = Map.copyOf(meta);
		}

	}

}
