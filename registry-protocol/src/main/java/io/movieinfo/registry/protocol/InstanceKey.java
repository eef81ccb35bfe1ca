package io.movieinfo.registry.protocol;

/**
 * Which instance is meant: its id is unique within its service, the service within its
 * namespace.
 *
 * @param service the service
 * @param id the instance's id
 */
public record InstanceKey(ServiceKey service, String id) {

	public InstanceKey {
		Names.instanceId("id", id);
	}

	@Override
	public String toString() {
		return this.service + "/" + this.id;
	}

}
