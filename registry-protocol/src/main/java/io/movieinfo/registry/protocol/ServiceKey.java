package io.movieinfo.registry.protocol;

/**
 * Which service is meant: a name within a namespace. Both are lower-cased on entry.
 *
 * @param namespace the namespace
 * @param name the service's name
 */
public record ServiceKey(String namespace, String name) implements Comparable<ServiceKey> {

	public ServiceKey {
		namespace = Names.namespace("namespace", namespace);
		name = Names.service("name", name);
	}

	@Override
	public int compareTo(ServiceKey other) {
		int byNamespace = this.namespace.compareTo(other.namespace);
		return (byNamespace != 0) ? byNamespace : this.name.compareTo(other.name);
	}

	@Override
	public String toString() {
		return Names.DEFAULT_NAMESPACE.equals(this.namespace) ? this.name : this.namespace + ":" + this.name;
	}

}
