package io.movieinfo.registry.client.discovery;

import java.time.Duration;

import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * What a client knows and has counted of one service that it was asked for. Always the
 * same object for a service that is known, which shows the present state whenever it is
 * asked; asking begins nothing and never blocks. Counts only grow. Thread-safe.
 */
public interface ServiceStatistics {

	ServiceKey key();

	/**
	 * Returns what is known of the service.
	 */
	ServiceSnapshot snapshot();

	/**
	 * Whether the registry has answered for the service in the present session, and
	 * pushes what changes.
	 */
	boolean live();

	/**
	 * Returns how old what is known may be: zero while it is {@link #live}; otherwise the
	 * time since the session was lost or, of a list that an earlier process has kept on
	 * disk, since the registry told that one. {@code null} if nothing is known.
	 */
	@Nullable Duration age();

	/**
	 * Returns why the registry refuses to tell of the service, or {@code null} if it does
	 * not.
	 */
	@Nullable String refusal();

	/**
	 * Returns how many look-ups and picks ended so, of those made since the service is
	 * known.
	 */
	long requests(RequestStatus status);

	/**
	 * Returns how many picks found an instance; they are part of the requests.
	 */
	long picks();

	/**
	 * Returns how many of these picks had to leave out instances that were tried before.
	 */
	long failovers();

	/**
	 * Returns how many snapshots and changes of the service the registry has pushed.
	 */
	long pushes();

	/**
	 * Returns how many times an instance was left alone because calls to it failed.
	 */
	long ejections();

	/**
	 * Returns how many instances are left alone at present, or have still to prove
	 * themselves.
	 */
	int ejectedInstances();

	/**
	 * Returns how many instances picks choose from, those that are left alone included.
	 */
	int pickableInstances();

}
