package io.movieinfo.sample.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

import io.movieinfo.sample.process.CheckFailedException;
import io.movieinfo.sample.process.Host;
import org.jspecify.annotations.Nullable;

/**
 * Some hosts on one network: network namespaces, joined by a bridge in one more. Their
 * addresses are of a network 10.x.y.0/24 that nobody uses here, and their packets leave
 * them for this machine only, which can reach all of them whatever is wrong between them.
 * <p>
 * Blocks for the moment that the commands take. Thread-safe. Several of them may exist at
 * a time, in this process and in others.
 */
public final class VirtualNetwork implements AutoCloseable {

	private static final AtomicInteger made = new AtomicInteger();

	private static final int ATTEMPTS = 20;

	private static final String BRIDGE = "bridge";

	private static final int FIRST_HOST = 2;

	private final int number = made.incrementAndGet();

	private final String subnet;

	private final Map<String, Host> hosts = new LinkedHashMap<>();

	/** What is to be removed. Guarded by this. */
	private final List<String> namespaces = new ArrayList<>();

	private VirtualNetwork(String subnet) {
		this.subnet = subnet;
	}

	/**
	 * Says why this machine can have no such network, {@code null} if it can.
	 */
	public static @Nullable String obstacle() {
		return Namespaces.obstacle();
	}

	/**
	 * Makes a network; what processes that were killed have left of theirs is removed
	 * first.
	 * @param hosts the names of its hosts, lower-case letters, digits and hyphens
	 * @throws CheckFailedException if it cannot be made; then nothing is left of it
	 */
	public static VirtualNetwork create(List<String> hosts, RandomGenerator random) {
		Namespaces.removeLeftOvers();
		VirtualNetwork network = new VirtualNetwork(unusedSubnet(random));
		try {
			network.build(hosts);
			return network;
		}
		catch (RuntimeException ex) {
			network.close();
			throw ex;
		}
	}

	/**
	 * Returns a host.
	 */
	public Host host(String name) {
		Host host = this.hosts.get(name);
		if (host == null) {
			throw new IllegalArgumentException("name is '%s', expected one of %s".formatted(name, this.hosts.keySet()));
		}
		return host;
	}

	/**
	 * Drops all packets between a host and the others, in both directions.
	 */
	public void blackHole(String host) {
		filter(host, "drop", "drop");
	}

	/**
	 * Answers all packets between a host and the others with a refusal, in both
	 * directions: connections break, and new ones are refused.
	 */
	public void reject(String host) {
		String refusal = "meta l4proto tcp reject with tcp reset; reject";
		// a refusal must get out itself
		filter(host, refusal, "tcp flags & rst == rst accept; icmp type destination-unreachable accept; " + refusal);
	}

	/**
	 * Ends what is wrong between a host and the others.
	 */
	public void heal(String host) {
		nft(host, "add table inet faults; delete table inet faults");
	}

	/**
	 * Removes the network. What still runs on its hosts keeps running, without one.
	 * Idempotent.
	 */
	@Override
	public synchronized void close() {
		// the links between them go with them
		this.namespaces.forEach(Namespaces::remove);
		this.namespaces.clear();
	}

	private synchronized void build(List<String> names) {
		String bridge = add(BRIDGE);
		in(bridge, "ip", "link", "add", "br0", "type", "bridge", "stp_state", "0", "forward_delay", "0");
		in(bridge, "ip", "link", "set", "br0", "up");
		Shell.run("ip", "link", "add", ownLink(), "type", "veth", "peer", "name", "own", "netns", bridge);
		plugIn(bridge, "own");
		Shell.run("ip", "address", "add", own() + "/24", "dev", ownLink());
		Shell.run("ip", "link", "set", ownLink(), "up");
		for (int i = 0; i < names.size(); i++) {
			String name = names.get(i);
			String address = this.subnet + (FIRST_HOST + i);
			String port = "port" + i;
			String namespace = add(name);
			Shell.run("ip", "link", "add", port, "netns", bridge, "type", "veth", "peer", "name", "eth0", "netns",
					namespace);
			plugIn(bridge, port);
			in(namespace, "ip", "address", "add", address + "/24", "dev", "eth0");
			in(namespace, "ip", "link", "set", "lo", "up");
			in(namespace, "ip", "link", "set", "eth0", "up");
			this.hosts.put(name, new Host(name, Namespaces.prefix(namespace), address));
		}
	}

	private String add(String host) {
		String namespace = Namespaces.name(this.number, host);
		Shell.run("ip", "netns", "add", namespace);
		this.namespaces.add(namespace);
		return namespace;
	}

	private static void plugIn(String bridge, String port) {
		in(bridge, "ip", "link", "set", port, "master", "br0", "up");
	}

	/**
	 * The network must not be one that this machine has a way to already.
	 */
	private static String unusedSubnet(RandomGenerator random) {
		for (int i = 0; i < ATTEMPTS; i++) {
			String subnet = "10.%d.%d.".formatted(random.nextInt(1, 255), random.nextInt(1, 255));
			String ways = Shell.run("ip", "-4", "route", "show", "table", "all", "match", subnet + "0/24");
			if (ways.lines().allMatch((way) -> way.startsWith("default"))) {
				return subnet;
			}
		}
		throw new CheckFailedException("no unused network 10.x.y.0/24 was found");
	}

	/** A link's name has 15 characters at most. */
	private String ownLink() {
		return "mi%d-%d".formatted(ProcessHandle.current().pid(), this.number);
	}

	/** This machine's address in the network. */
	private String own() {
		return this.subnet + "1";
	}

	private void filter(String host, String received, String sent) {
		nft(host, """
				add table inet faults
				delete table inet faults
				table inet faults {
				  chain received {
				    type filter hook input priority 0
				    iifname "lo" accept
				    ip saddr %1$s accept
				    %2$s
				  }
				  chain sent {
				    type filter hook output priority 0
				    oifname "lo" accept
				    ip daddr %1$s accept
				    %3$s
				  }
				}
				""".formatted(own(), received, sent));
	}

	private void nft(String host, String rules) {
		List<String> command = new ArrayList<>(host(host).prefix());
		command.addAll(List.of("nft", "-f", "-"));
		Shell.run(rules.replace(";", "\n") + "\n", command);
	}

	private static void in(String namespace, String... command) {
		List<String> all = new ArrayList<>(Namespaces.prefix(namespace));
		all.addAll(List.of(command));
		Shell.run("", all);
	}

}
