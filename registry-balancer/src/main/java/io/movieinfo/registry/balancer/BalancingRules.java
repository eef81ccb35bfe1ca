package io.movieinfo.registry.balancer;

import java.util.List;
import java.util.Map;

import io.movieinfo.registry.protocol.ServiceInstance;
import org.jspecify.annotations.Nullable;

/**
 * Which of a service's instances a caller picks from, whatever the strategy. Immutable.
 *
 * @param zone the caller's own zone, whose instances are preferred; {@code null} if it
 * has none
 * @param tags what an instance must have all of
 * @param meta what an instance must have all of, with these values
 * @param ejection whether instances whose calls fail are left alone for a while
 * @param slowStart whether new instances begin with a small share
 */
public record BalancingRules(@Nullable String zone, List<String> tags, Map<String, String> meta, boolean ejection,
		boolean slowStart) {

	/** No zone, all instances, with ejection and slow start. */
	public static final BalancingRules DEFAULT = new BalancingRules(null, List.of(), Map.of(), true, true);

	/** The same without ejection and slow start. */
	public static final BalancingRules PLAIN = new BalancingRules(null, List.of(), Map.of(), false, false);

	public BalancingRules {
		zone = (zone == null || zone.isEmpty()) ? null : zone;
		tags = List.copyOf(tags);
		meta = Map.copyOf(meta);
	}

	public BalancingRules withZone(@Nullable String zone) {
		return new BalancingRules(zone, this.tags, this.meta, this.ejection, this.slowStart);
	}

	public BalancingRules withSubset(List<String> tags, Map<String, String> meta) {
		return new BalancingRules(this.zone, tags, meta, this.ejection, this.slowStart);
	}

	public BalancingRules withEjection(boolean ejection) {
		return new BalancingRules(this.zone, this.tags, this.meta, ejection, this.slowStart);
	}

	/**
	 * Whether an instance has what is wanted; its health does not matter.
	 */
	boolean want(ServiceInstance instance) {
		return instance.tags().containsAll(this.tags) && instance.meta().entrySet().containsAll(this.meta.entrySet());
	}

	boolean wantAll() {
		return this.tags.isEmpty() && this.meta.isEmpty();
	}

	boolean isOwnZone(ServiceInstance instance) {
		return this.zone != null && this.zone.equals(instance.zone());
	}

	/**
	 * Says what is wanted, for people; empty if that is everything.
	 */
	String wanted() {
		String tags = this.tags.isEmpty() ? "" : "tags " + this.tags;
		String meta = this.meta.isEmpty() ? "" : "meta " + this.meta;
		return tags + ((tags.isEmpty() || meta.isEmpty()) ? "" : " and ") + meta;
	}

}
