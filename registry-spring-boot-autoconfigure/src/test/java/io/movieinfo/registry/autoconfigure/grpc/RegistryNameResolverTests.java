package io.movieinfo.registry.autoconfigure.grpc;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolver.ConfigOrError;
import io.grpc.NameResolver.ResolutionResult;
import io.grpc.NameResolverRegistry;
import io.grpc.Status;
import io.grpc.SynchronizationContext;
import io.movieinfo.registry.autoconfigure.HashHeaders;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.ServiceInstance;
import org.junit.jupiter.api.Test;

import static io.movieinfo.registry.autoconfigure.grpc.FakeRegistryView.instance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What a channel is told, all on the test's own thread.
 */
class RegistryNameResolverTests {

	private static final URI TARGET = URI.create("registry:///user-service");

	private final FakeRegistryView registry = new FakeRegistryView();

	private final List<ResolutionResult> told = new ArrayList<>();

	private final SynchronizationContext channel = new SynchronizationContext((thread, failure) -> {
		throw new AssertionError(failure);
	});

	private Map<String, Object> ownServiceConfig = Map.of();

	@Test
	void everyListedInstanceIsToldAtOnceAndAfterEachChange() {
		this.registry.with(instance("a", 9001));
		start();
		assertThat(addresses()).containsExactly(at(9001));
		this.registry.with(instance("a", 9001), instance("b", 9002, 2, Health.HEALTHY));
		assertThat(addresses()).containsExactly(at(9001), at(9002));
		this.registry.with();
		assertThat(addresses()).isEmpty();
	}

	@Test
	void authorityOfAnInstanceIsItsAddress() {
		this.registry.with(instance("a", 9001));
		start();
		assertThat(groups().get(0).getAttributes().get(EquivalentAddressGroup.ATTR_AUTHORITY_OVERRIDE))
			.isEqualTo("127.0.0.1:9001");
	}

	@Test
	void hostThatCannotBeLookedUpIsToldAllTheSame() {
		this.registry.with(new ServiceInstance(
				InstanceContent.builder("user-service").address("no-such-host.invalid").port(80).build(),
				Health.HEALTHY, null, false, 1));
		start();
		assertThat(addresses()).containsExactly(InetSocketAddress.createUnresolved("no-such-host.invalid", 80));
	}

	@Test
	void policyIsChosenByTheResolver() {
		start();
		assertThat(serviceConfig()).isEqualTo(Map.of("loadBalancingConfig", List.of(Map.of("registry", Map.of()))));
	}

	@Test
	void ownServiceConfigIsKeptAndItsPolicyWins() {
		this.ownServiceConfig = Map.of("methodConfig", List.of());
		start();
		assertThat(serviceConfig()).containsOnlyKeys("methodConfig", "loadBalancingConfig");
		this.ownServiceConfig = Map.of("loadBalancingConfig", List.of(Map.of("round_robin", Map.of())));
		this.registry.with();
		assertThat(serviceConfig()).isEqualTo(this.ownServiceConfig);
	}

	@Test
	void nothingIsToldAfterShutdown() {
		NameResolver resolver = start();
		resolver.shutdown();
		this.told.clear();
		assertThat(this.registry.listeners).isEmpty();
		resolver.refresh();
		assertThat(this.told).isEmpty();
	}

	@Test
	void refreshLooksUpAgain() {
		NameResolver resolver = start();
		this.told.clear();
		resolver.refresh();
		assertThat(this.told).hasSize(1);
	}

	@Test
	void otherSchemesAreLeftToOthers() {
		RegistryNameResolverProvider provider = new RegistryNameResolverProvider();
		assertThat(provider.newNameResolver(URI.create("dns:///user-service"), args().build())).isNull();
		assertThat(NameResolverRegistry.getDefaultRegistry().getDefaultScheme()).isEqualTo("dns");
		assertThat(NameResolverRegistry.getDefaultRegistry().getProviderForScheme("registry"))
			.isInstanceOf(RegistryNameResolverProvider.class);
	}

	@Test
	void channelOfNoApplicationIsRefused() {
		assertThatIllegalStateException()
			.isThrownBy(() -> new RegistryNameResolverProvider().newNameResolver(TARGET, args().build()))
			.withMessageContaining("'registry:///user-service'")
			.withMessageContaining("GrpcChannelFactory");
	}

	private NameResolver start() {
		NameResolver.Args args = args()
			.setArg(ChannelRegistry.KEY,
					new ChannelRegistry(this.registry, this.registry, "default", HashHeaders.NONE,
							() -> this.ownServiceConfig))
			.build();
		NameResolver resolver = Objects
			.requireNonNull(new RegistryNameResolverProvider().newNameResolver(TARGET, args));
		assertThat(resolver.getServiceAuthority()).isEqualTo("user-service");
		resolver.start(new NameResolver.Listener2() {
			@Override
			public Status onResult2(ResolutionResult result) {
				RegistryNameResolverTests.this.channel.throwIfNotInThisSynchronizationContext();
				RegistryNameResolverTests.this.told.add(result);
				return Status.OK;
			}

			@Override
			public void onResult(ResolutionResult result) {
				throw new AssertionError(result);
			}

			@Override
			public void onError(Status error) {
				throw new AssertionError(error);
			}
		});
		return resolver;
	}

	private NameResolver.Args.Builder args() {
		return NameResolver.Args.newBuilder()
			.setDefaultPort(80)
			.setProxyDetector((address) -> null)
			.setSynchronizationContext(this.channel)
			.setOffloadExecutor(Runnable::run)
			.setServiceConfigParser(new NameResolver.ServiceConfigParser() {
				@Override
				public ConfigOrError parseServiceConfig(Map<String, ?> rawServiceConfig) {
					return ConfigOrError.fromConfig(rawServiceConfig);
				}
			});
	}

	private static InetSocketAddress at(int port) {
		return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
	}

	private ResolutionResult last() {
		return this.told.get(this.told.size() - 1);
	}

	private List<EquivalentAddressGroup> groups() {
		return last().getAddressesOrError().getValue();
	}

	private List<Object> addresses() {
		return groups().stream().<Object>flatMap((group) -> group.getAddresses().stream()).toList();
	}

	@SuppressWarnings("unchecked")
	private Map<String, Object> serviceConfig() {
		ConfigOrError config = last().getServiceConfig();
		assertThat(config).isNotNull();
		return (Map<String, Object>) config.getConfig();
	}

}
