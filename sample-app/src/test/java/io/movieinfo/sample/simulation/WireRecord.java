package io.movieinfo.sample.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.movieinfo.registry.protocol.ClientMessage;
import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.ServerMessage;
import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * What has crossed a wire, as an onlooker knows it.
 */
final class WireRecord {

	private final ClientHost client;

	private final ServerNode.Run server;

	/** The client's view of its watches, by number. */
	final Map<Long, ServiceKey> watches = new HashMap<>();

	/** The server's view of them. */
	final Map<Long, ServerWatch> serverWatches = new HashMap<>();

	/** The starts that the server was asked to register through this wire. */
	final Set<String> registered = new HashSet<>();

	/** Drains that the server has not answered yet, by number. */
	final Map<Long, Drain> drains = new HashMap<>();

	/** What the client has been handed, and has not worked off yet. */
	@Nullable ServerMessage handed;

	/** When the server heard of the client last, and since when without a gap. */
	long heardAt = Long.MIN_VALUE;

	long liveSince;

	/** Until when a send of the server last had to wait. */
	long heldUpAt = Long.MIN_VALUE;

	private boolean clientEnded;

	WireRecord(ClientHost client, ServerNode.Run server) {
		this.client = client;
		this.server = server;
	}

	ClientHost client() {
		return this.client;
	}

	ServerNode.Run server() {
		return this.server;
	}

	void clientEnded() {
		this.clientEnded = true;
	}

	boolean isClientEnded() {
		return this.clientEnded;
	}

	void heard(long now, long longestGap) {
		if (this.heardAt == Long.MIN_VALUE || now - this.heardAt > longestGap) {
			this.liveSince = now;
		}
		this.heardAt = now;
	}

	void heldUp(long now) {
		this.heldUpAt = now;
	}

	@Override
	public String toString() {
		return this.client + " at " + this.server;
	}

	/**
	 * A watch as the server knows it.
	 */
	static final class ServerWatch {

		final ServiceKey service;

		final long begun;

		@Nullable Cursor acknowledged;

		long acknowledgedAt;

		ServerWatch(ServiceKey service, long begun) {
			this.service = service;
			this.begun = begun;
		}

	}

	/**
	 * A drain as the server was asked for it.
	 */
	record Drain(InstanceKey key, ClientMessage.Drain message, long askedAt) {

	}

}
