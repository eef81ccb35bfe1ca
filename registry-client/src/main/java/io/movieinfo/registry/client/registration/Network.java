package io.movieinfo.registry.client.registration;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

import io.movieinfo.registry.protocol.InvalidFieldException;

/**
 * A range of IP addresses: CIDR notation, or the beginning of an address in whole groups.
 */
final class Network {

	private static final Pattern LITERAL = Pattern.compile("[0-9]+(\\.[0-9]+){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

	private static final Pattern BEGINNING = Pattern.compile("([0-9]{1,3}\\.){0,3}[0-9]{0,3}|[0-9a-fA-F:]+");

	private final String text;

	/** The network's address, or empty if it is the beginning of a text. */
	private final byte[] address;

	private final int bits;

	private Network(String text, byte[] address, int bits) {
		this.text = text;
		this.address = address;
		this.bits = bits;
	}

	/**
	 * Reads a network.
	 * @throws InvalidFieldException for the field {@code preferred-networks}
	 */
	static Network parse(String text) {
		int slash = text.indexOf('/');
		if (slash < 0) {
			if (text.isEmpty() || !BEGINNING.matcher(text).matches()) {
				throw invalid(text);
			}
			return new Network(text, new byte[0], 0);
		}
		try {
			byte[] address = literal(text.substring(0, slash)).getAddress();
			int bits = Integer.parseInt(text.substring(slash + 1));
			if (bits >= 0 && bits <= address.length * 8) {
				return new Network(text, address, bits);
			}
		}
		catch (NumberFormatException | UnknownHostException ex) {
			// answered below, with the whole text
		}
		throw invalid(text);
	}

	boolean contains(InetAddress candidate) {
		return (this.address.length == 0) ? begins(AddressSelector.text(candidate)) : covers(candidate.getAddress());
	}

	private boolean begins(String candidate) {
		char separator = this.text.contains(":") ? ':' : '.';
		return candidate.equals(this.text) || candidate
			.startsWith(this.text.endsWith(String.valueOf(separator)) ? this.text : this.text + separator);
	}

	private boolean covers(byte[] candidate) {
		if (candidate.length != this.address.length) {
			return false;
		}
		int whole = this.bits / 8;
		if (!Arrays.equals(candidate, 0, whole, this.address, 0, whole)) {
			return false;
		}
		int rest = this.bits % 8;
		return rest == 0 || ((candidate[whole] ^ this.address[whole]) & 0xff) >> (8 - rest) == 0;
	}

	/**
	 * Never looks up a name.
	 */
	private static InetAddress literal(String text) throws UnknownHostException {
		if (!LITERAL.matcher(text).matches()) {
			throw new UnknownHostException(text);
		}
		return InetAddress.getByName(text);
	}

	private static InvalidFieldException invalid(String text) {
		return new InvalidFieldException("preferred-networks", text,
				"a network such as 10.1.0.0/16 or fd00::/8, or the beginning of an address such as 192.168");
	}

	@Override
	public String toString() {
		return this.text;
	}

}
