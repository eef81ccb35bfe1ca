package io.movieinfo.registry.autoconfigure.grpc;

import java.util.Map;

import io.grpc.LoadBalancer;
import io.grpc.LoadBalancerProvider;
import io.grpc.NameResolver.ConfigOrError;

/**
 * Makes the balancing policy {@code registry}, which leaves each pick to the registry's
 * {@link io.movieinfo.registry.balancer.LoadBalancer}. gRPC finds it by itself, once for
 * a process. It has no state: who picks comes with the addresses.
 */
public final class RegistryLoadBalancerProvider extends LoadBalancerProvider {

	static final String POLICY = "registry";

	private static final int NORMAL_PRIORITY = 5;

	@Override
	public boolean isAvailable() {
		return true;
	}

	@Override
	public int getPriority() {
		return NORMAL_PRIORITY;
	}

	@Override
	public String getPolicyName() {
		return POLICY;
	}

	@Override
	public LoadBalancer newLoadBalancer(LoadBalancer.Helper helper) {
		return new RegistryLoadBalancer(helper, System::nanoTime);
	}

	/**
	 * The policy has no settings: strategies are chosen by properties of the registry's
	 * client.
	 */
	@Override
	public ConfigOrError parseLoadBalancingPolicyConfig(Map<String, ?> config) {
		return ConfigOrError.fromConfig(POLICY);
	}

}
