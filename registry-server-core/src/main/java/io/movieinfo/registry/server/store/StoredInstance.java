package io.movieinfo.registry.server.store;

import java.util.List;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.Overrides;
import io.movieinfo.registry.protocol.ServiceInstance;
import org.jspecify.annotations.Nullable;

/**
 * A listed instance as it is stored. Immutable.
 *
 * @param content what its application says, without overrides
 * @param health its health
 * @param cause why it is not healthy; {@code null} if it is healthy, or nothing is known
 * @param draining whether it is leaving and wants no new requests
 * @param incarnation the revision that committed this start of the process
 * @param startIds the start ids that have held its id while it was listed, oldest first;
 * the last one holds it now
 * @param reached whether its address and port were ever reached for this incarnation;
 * that is no part of what is listed
 */
public record StoredInstance(InstanceContent content, Health health, @Nullable Cause cause, boolean draining,
		long incarnation, List<String> startIds, boolean reached) {

	/** How many start ids are kept of an instance. */
	public static final int MAX_START_IDS = 16;

	public StoredInstance {
		startIds = List.copyOf(startIds);
		if (startIds.isEmpty() || startIds.size() > MAX_START_IDS) {
			throw new IllegalArgumentException(
					"startIds has %d entries, expected 1 to %d".formatted(startIds.size(), MAX_START_IDS));
		}
	}

	public InstanceKey key() {
		return this.content.key();
	}

	/**
	 * The start id that holds the instance's id.
	 */
	public String startId() {
		return this.startIds.get(this.startIds.size() - 1);
	}

	/**
	 * Whether the registry itself found it dead.
	 */
	public boolean foundDead() {
		return this.cause != null && !this.cause.reportable();
	}

	/**
	 * Returns the instance as everybody sees it.
	 * @param overrides what an operator has set, or {@code null}
	 */
	public ServiceInstance listed(@Nullable Overrides overrides) {
		return new ServiceInstance((overrides != null) ? overrides.applyTo(this.content) : this.content, this.health,
				this.cause, this.draining, this.incarnation);
	}

	/**
	 * Returns it with other content. At another address or port it has not been reached
	 * yet.
	 */
	public StoredInstance withContent(InstanceContent content) {
		boolean samePlace = content.address().equals(this.content.address()) && content.port() == this.content.port();
		return new StoredInstance(content, this.health, this.cause, this.draining, this.incarnation, this.startIds,
				this.reached && samePlace);
	}

	public StoredInstance withHealth(Health health, @Nullable Cause cause) {
		return new StoredInstance(this.content, health, cause, this.draining, this.incarnation, this.startIds,
				this.reached);
	}

	public StoredInstance withDraining(boolean draining) {
		return new StoredInstance(this.content, this.health, this.cause, draining, this.incarnation, this.startIds,
				this.reached);
	}

	public StoredInstance withReached(boolean reached) {
		return new StoredInstance(this.content, this.health, this.cause, this.draining, this.incarnation, this.startIds,
				reached);
	}

}
