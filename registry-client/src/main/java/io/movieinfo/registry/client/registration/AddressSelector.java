package io.movieinfo.registry.client.registration;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import io.movieinfo.registry.protocol.InvalidFieldException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the address under which others can reach this process, where none is configured.
 * Thread-safe.
 */
public final class AddressSelector {

	private static final Logger logger = LoggerFactory.getLogger(AddressSelector.class);

	private final List<URI> serverUrls;

	private final List<Network> preferredNetworks;

	private final boolean preferIpAddress;

	private final LocalMachine machine;

	/**
	 * Creates a selector; looks nothing up yet.
	 * @param serverUrls the registry's URLs, in order of preference
	 * @param preferredNetworks networks in order of preference, each in CIDR notation
	 * ({@code 10.1.0.0/16}, {@code fd00::/8}) or as the beginning of an address
	 * ({@code 192.168}); may be empty
	 * @param preferIpAddress whether to return an IP address; otherwise the host's name,
	 * where it has one
	 * @throws InvalidFieldException for the field {@code preferred-networks}, if one is
	 * neither
	 */
	public AddressSelector(List<URI> serverUrls, List<String> preferredNetworks, boolean preferIpAddress) {
		this(serverUrls, preferredNetworks, preferIpAddress, new LocalMachine());
	}

	AddressSelector(List<URI> serverUrls, List<String> preferredNetworks, boolean preferIpAddress,
			LocalMachine machine) {
		this.serverUrls = List.copyOf(serverUrls);
		this.preferredNetworks = preferredNetworks.stream().map(Network::parse).toList();
		this.preferIpAddress = preferIpAddress;
		this.machine = machine;
	}

	/**
	 * Returns an IP literal without brackets and scope, or a host name. Tries in this
	 * order: an address of this machine within the preferred networks; the local address
	 * of the route to a registry server; any address of this machine that others may
	 * reach, IPv4 first; the loopback address. May block for as long as the system's name
	 * look-ups take. Sends nothing, never fails.
	 */
	public String select() {
		InetAddress address = Optional.ofNullable(preferred())
			.or(this::onRoute)
			.or(this::reachable)
			.orElseGet(InetAddress::getLoopbackAddress);
		String text = text(address);
		if (this.preferIpAddress) {
			return text;
		}
		String name = this.machine.name(address);
		return name.equals(address.getHostAddress()) ? text : name;
	}

	static String text(InetAddress address) {
		String text = address.getHostAddress();
		int scope = text.indexOf('%');
		return (scope < 0) ? text : text.substring(0, scope);
	}

	private @Nullable InetAddress preferred() {
		if (this.preferredNetworks.isEmpty()) {
			return null;
		}
		List<InetAddress> addresses = this.machine.addresses();
		for (Network network : this.preferredNetworks) {
			for (InetAddress address : addresses) {
				if (network.contains(address)) {
					return address;
				}
			}
		}
		logger.warn("This machine has no address in the preferred networks {}; its addresses are {}",
				this.preferredNetworks, addresses.stream().map(AddressSelector::text).toList());
		return null;
	}

	private Optional<InetAddress> onRoute() {
		for (URI server : this.serverUrls) {
			InetAddress address = this.machine.routeTo(server);
			if (address != null && !address.isAnyLocalAddress()) {
				return Optional.of(address);
			}
		}
		return Optional.empty();
	}

	private Optional<InetAddress> reachable() {
		return this.machine.addresses()
			.stream()
			.filter(Predicate.not(InetAddress::isLoopbackAddress))
			.filter(Predicate.not(InetAddress::isLinkLocalAddress))
			.min(Comparator.comparing((address) -> !(address instanceof Inet4Address)));
	}

}
