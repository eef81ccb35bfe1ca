package io.movieinfo.registry.server.probe;

import java.util.Locale;

/**
 * What a probe found out. The wire name is the constant's name in lower case with
 * {@code -} for {@code _}.
 */
public enum Finding {

	/** Somebody accepted the connection; a frozen process does so, too. */
	CONNECTED,
	/** The connection was refused: nobody listens there. */
	REFUSED,
	/** Nothing came back in time, or the way there is broken: this proves nothing. */
	NO_ANSWER,
	/** It was not tried: probes are turned off, or never go to such an address. */
	NOT_PROBED;

	private final String wireName = name().toLowerCase(Locale.ROOT).replace('_', '-');

	public String wireName() {
		return this.wireName;
	}

}
