package io.movieinfo.registry.client.registration;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.InvalidFieldException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AddressSelectorTests {

	private static final URI SERVER = URI.create("http://10.1.0.1:8761");

	private static final URI OTHER = URI.create("http://10.2.0.1:8761");

	private final FakeMachine machine = new FakeMachine("127.0.0.1", "fe80::1", "fd00::7", "172.17.0.1", "10.1.2.3");

	@Test
	void takesTheAddressOfTheRouteToTheServer() {
		this.machine.routes.put(SERVER, "10.1.2.3");
		assertThat(select(List.of())).isEqualTo("10.1.2.3");
	}

	@Test
	void takesTheRouteToAnotherServerIfThereIsNoneToTheFirst() {
		this.machine.routes.put(SERVER, "0.0.0.0");
		this.machine.routes.put(OTHER, "10.2.2.3");
		assertThat(select(List.of())).isEqualTo("10.2.2.3");
	}

	@Test
	void preferredNetworksComeFirstInTheirOrder() {
		this.machine.routes.put(SERVER, "172.17.0.1");
		assertThat(select(List.of("192.168", "10.1.0.0/16", "172.17"))).isEqualTo("10.1.2.3");
		assertThat(select(List.of("fd00::/8"))).isEqualTo("fd00:0:0:0:0:0:0:7");
		assertThat(select(List.of("192.168"))).isEqualTo("172.17.0.1");
	}

	@Test
	void withoutAnyRouteTakesWhatOthersMayReach() {
		assertThat(select(List.of())).isEqualTo("172.17.0.1");
		assertThat(selector(new FakeMachine("127.0.0.1", "fe80::1", "fd00::7"), true).select())
			.isEqualTo("fd00:0:0:0:0:0:0:7");
		assertThat(selector(new FakeMachine("127.0.0.1", "fe80::1"), true).select()).isEqualTo("127.0.0.1");
		assertThat(selector(new FakeMachine(), true).select()).isEqualTo("127.0.0.1");
	}

	@Test
	void returnsTheHostNameWhereItHasOneAndNoAddressIsPreferred() {
		this.machine.routes.put(SERVER, "10.1.2.3");
		this.machine.names.put("10.1.2.3", "movie-3.example");
		assertThat(selector(this.machine, false).select()).isEqualTo("movie-3.example");
		this.machine.names.clear();
		assertThat(selector(this.machine, false).select()).isEqualTo("10.1.2.3");
	}

	@Test
	void realMachineHasAnAddressOnTheRouteToItself() {
		String address = new AddressSelector(List.of(URI.create("http://127.0.0.1:8761")), List.of(), true).select();
		assertThat(address).isEqualTo("127.0.0.1");
		String fallback = new AddressSelector(List.of(URI.create("http://no-such-host.invalid")), List.of(), true)
			.select();
		assertThat(InstanceContent.builder("a").address(fallback).port(1).build().address()).isEqualTo(fallback);
	}

	@ParameterizedTest
	@CsvSource({ "10.1.0.0/16,10.1.255.1,true", "10.1.0.0/16,10.2.0.1,false", "10.0.0.0/9,10.127.0.1,true",
			"10.0.0.0/9,10.128.0.1,false", "0.0.0.0/0,8.8.8.8,true", "10.1.2.3/32,10.1.2.3,true",
			"10.1.2.3/32,10.1.2.4,false", "fd00::/8,fdab::1,true", "fd00::/8,fe80::1,false", "fd00::/8,10.0.0.1,false",
			"192.168,192.168.1.1,true", "192.168.,192.168.1.1,true", "10.1,10.10.0.1,false", "10.1.2.3,10.1.2.3,true" })
	void networkContains(String network, String address, boolean contained) {
		assertThat(Network.parse(network).contains(address(address))).isEqualTo(contained);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "10.1.0.0/33", "10.1.0.0/-1", "10.1.0.0/x", "/8", "localhost/8", "eth0", "fd00::/129",
			"10.1.0/16", "999.1.1.1/8" })
	void wrongNetworkIsRefused(String network) {
		assertThatExceptionOfType(InvalidFieldException.class)
			.isThrownBy(() -> new AddressSelector(List.of(SERVER), List.of(network), true))
			.withMessageContaining("preferred-networks is '" + network + "'");
	}

	private String select(List<String> preferredNetworks) {
		return new AddressSelector(List.of(SERVER, OTHER), preferredNetworks, true, this.machine).select();
	}

	private static AddressSelector selector(LocalMachine machine, boolean preferIpAddress) {
		return new AddressSelector(List.of(SERVER, OTHER), List.of(), preferIpAddress, machine);
	}

	private static InetAddress address(String literal) {
		try {
			return InetAddress.getByName(literal);
		}
		catch (UnknownHostException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	private static final class FakeMachine extends LocalMachine {

		private final List<InetAddress> addresses;

		private final Map<URI, String> routes = new HashMap<>();

		private final Map<String, String> names = new HashMap<>();

		FakeMachine(String... addresses) {
			this.addresses = Stream.of(addresses).map(AddressSelectorTests::address).toList();
		}

		@Override
		List<InetAddress> addresses() {
			return this.addresses;
		}

		@Override
		@Nullable InetAddress routeTo(URI server) {
			String route = this.routes.get(server);
			return (route != null) ? address(route) : null;
		}

		@Override
		String name(InetAddress address) {
			return this.names.getOrDefault(address.getHostAddress(), address.getHostAddress());
		}

	}

}
