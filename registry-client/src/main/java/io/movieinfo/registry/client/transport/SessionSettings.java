package io.movieinfo.registry.client.transport;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.Names;

/**
 * What a session needs to know. Immutable.
 *
 * @param serverUrls where the registry's nodes are, in order of preference
 * @param namespace the session's namespace
 * @param application the application's name, for people
 * @param process the process's name, for people
 * @param connectTimeout how long an attempt may take until the welcome
 * @param firstPause the pause after the first failed attempt; it doubles with each
 * @param longestPause the longest pause between attempts
 */
public record SessionSettings(List<URI> serverUrls, String namespace, String application, String process,
		Duration connectTimeout, Duration firstPause, Duration longestPause) {

	/** The first pause unless set otherwise. */
	public static final Duration FIRST_PAUSE = Duration.ofMillis(100);

	/** The longest pause unless set otherwise. */
	public static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

	private static final String FIELD = "server-urls";

	private static final String EXPECTED = "http://host:port or https://host:port, without path and query";

	private static final Set<String> SCHEMES = Set.of("http", "https", "ws", "wss");

	public SessionSettings {
		serverUrls = checkServerUrls(serverUrls);
		namespace = Names.namespace("namespace", namespace);
	}

	/**
	 * Checks server URLs.
	 * @throws InvalidFieldException for the field {@code server-urls}, if there is none,
	 * or one has no host, another scheme than http, https, ws and wss, or more than
	 * scheme, host and port
	 */
	public static List<URI> checkServerUrls(List<URI> serverUrls) {
		if (serverUrls.isEmpty()) {
			throw new InvalidFieldException(FIELD, serverUrls, "at least one URL, such as http://localhost:8761");
		}
		serverUrls.forEach(SessionSettings::checkServerUrl);
		return List.copyOf(serverUrls);
	}

	private static void checkServerUrl(URI url) {
		String scheme = (url.getScheme() != null) ? url.getScheme().toLowerCase(Locale.ROOT) : "";
		String path = (url.getRawPath() != null) ? url.getRawPath() : "";
		boolean bare = (path.isEmpty() || "/".equals(path)) && url.getRawQuery() == null && url.getRawFragment() == null
				&& url.getRawUserInfo() == null;
		if (!SCHEMES.contains(scheme) || url.getHost() == null || !bare || url.getPort() == 0
				|| url.getPort() > 65535) {
			throw new InvalidFieldException(FIELD, url.toString(), EXPECTED);
		}
	}

}
