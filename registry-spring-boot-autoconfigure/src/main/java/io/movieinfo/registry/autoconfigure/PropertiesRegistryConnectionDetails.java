package io.movieinfo.registry.autoconfigure;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Takes the server nodes from {@code registry.client.server-urls}, checked.
 */
final class PropertiesRegistryConnectionDetails implements RegistryConnectionDetails {

	private static final String PROPERTY = "registry.client.server-urls";

	private static final Set<String> SCHEMES = Set.of("http", "https", "ws", "wss");

	private final List<URI> serverUrls;

	PropertiesRegistryConnectionDetails(RegistryClientProperties properties) {
		this.serverUrls = properties.serverUrls().stream().map(PropertiesRegistryConnectionDetails::parse).toList();
		if (this.serverUrls.isEmpty()) {
			throw new InvalidRegistryPropertyException(PROPERTY, "", "at least one URL",
					PROPERTY + "=http://localhost:8761");
		}
	}

	@Override
	public List<URI> serverUrls() {
		return this.serverUrls;
	}

	private static URI parse(String text) {
		String trimmed = text.trim();
		URI url = uri(trimmed.endsWith("/") ? trimmed.substring(0, trimmed.length() - 1) : trimmed);
		if (url == null || !SCHEMES.contains(String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT))
				|| !isHostAndPort(url)) {
			throw new InvalidRegistryPropertyException(PROPERTY, text,
					"URLs of a scheme (http:// or https://), a host and possibly a port, and nothing else",
					PROPERTY + "=" + suggestion(trimmed));
		}
		return url;
	}

	private static boolean isHostAndPort(URI url) {
		return url.getHost() != null && url.getPort() != 0 && url.getPort() <= 65535 && url.getRawUserInfo() == null
				&& "".equals(url.getRawPath()) && url.getRawQuery() == null && url.getRawFragment() == null;
	}

	private static @Nullable URI uri(String text) {
		try {
			return new URI(text);
		}
		catch (URISyntaxException ex) {
			return null;
		}
	}

	/**
	 * The most common slip is a missing scheme; anything else gets the default.
	 */
	private static String suggestion(String text) {
		URI withScheme = text.contains("://") ? null : uri("http://" + text);
		return (withScheme != null && isHostAndPort(withScheme)) ? withScheme.toString() : "http://localhost:8761";
	}

}
