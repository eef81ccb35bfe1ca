package io.movieinfo.registry.server.app;

/**
 * Where a server keeps what is registered.
 */
public enum StoreKind {

	/** In a file of the data directory; survives restarts. */
	EMBEDDED,
	/** Nowhere: it is gone when the server stops. */
	MEMORY

}
