package io.movieinfo.sample.faults;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.movieinfo.sample.network.VirtualNetwork;
import io.movieinfo.sample.process.Progress;

/**
 * A cluster on hosts of its own: the server, a caller, and any number of hosts with
 * providers. For one thread.
 */
final class Hosts {

	static final String SERVER = "server";

	private static final String CALLER = "caller";

	/** What it lists, it has learned from the server in this run. */
	private static final String NO_CACHE = "--registry.client.discovery.cache.enabled=false";

	private final VirtualNetwork network;

	private final Cluster cluster;

	private final Caller caller;

	private final Progress progress;

	/** The providers' ids, by host. */
	private final Map<String, List<String>> providers;

	private Hosts(VirtualNetwork network, Cluster cluster, Caller caller, Progress progress,
			Map<String, List<String>> providers) {
		this.network = network;
		this.cluster = cluster;
		this.caller = caller;
		this.progress = progress;
		this.providers = new TreeMap<>(providers);
	}

	/**
	 * Starts everything, lets the caller call until all is warm, and counts its calls
	 * from then on.
	 * @param providers the providers' ids, by the name of their host
	 * @param callerArguments the caller's own, besides the usual ones
	 */
	static Hosts start(Stage stage, Map<String, List<String>> providers, String... callerArguments) {
		List<String> names = new ArrayList<>(List.of(SERVER, CALLER));
		names.addAll(new TreeSet<>(providers.keySet()));
		VirtualNetwork network = stage.closeAtEnd(VirtualNetwork.create(names, stage.random()), VirtualNetwork::close);
		Cluster cluster = stage.cluster(network.host(SERVER));
		cluster.startServer();
		providers.forEach((host, ids) -> ids.forEach((id) -> cluster.startProvider(id, id, network.host(host))));
		Set<String> all = new TreeSet<>();
		providers.values().forEach(all::addAll);
		List<String> arguments = new ArrayList<>(List.of(callerArguments));
		arguments.add(NO_CACHE);
		arguments.add("--movieinfo.caller.services="
				+ String.join(",", all.stream().map(Cluster::service).distinct().sorted().toList()));
		Caller caller = cluster.startCaller("caller-1", network.host(CALLER), arguments.toArray(String[]::new));
		Hosts hosts = new Hosts(network, cluster, caller, stage.progress(), providers);
		hosts.awaitListed(all);
		caller.warmUp();
		return hosts;
	}

	VirtualNetwork network() {
		return this.network;
	}

	Cluster cluster() {
		return this.cluster;
	}

	Caller caller() {
		return this.caller;
	}

	/**
	 * Waits until the caller lists all of some providers as routable.
	 */
	void awaitListed(Collection<String> ids) {
		for (String id : ids) {
			this.progress.until("%s in the view of %s".formatted(id, this.caller.process()),
					() -> this.caller.view(Cluster.service(id)).latest().contains(id));
		}
	}

	/**
	 * Returns the ids of a host's providers.
	 */
	List<String> on(String host) {
		return this.providers.getOrDefault(host, List.of());
	}

	Set<String> all() {
		Set<String> all = new TreeSet<>();
		this.providers.values().forEach(all::addAll);
		return all;
	}

	/**
	 * Returns the ids of all other hosts' providers.
	 */
	Set<String> elsewhere(String host) {
		Set<String> others = all();
		others.removeAll(on(host));
		return others;
	}

}
