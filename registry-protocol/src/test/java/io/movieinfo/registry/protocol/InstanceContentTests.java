package io.movieinfo.registry.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class InstanceContentTests {

	@Test
	void absentFieldsHaveDefaults() {
		InstanceContent content = content().build();
		assertThat(content.namespace()).isEqualTo("default");
		assertThat(content.id()).isEqualTo("movie-service-10.0.0.7-8080");
		assertThat(content.weight()).isEqualTo(100);
		assertThat(content.enabled()).isTrue();
		assertThat(content.secure()).isFalse();
		assertThat(content.zone()).isNull();
		assertThat(content.tags()).isEmpty();
		assertThat(content.meta()).isEmpty();
	}

	@Test
	void namesAreLowerCased() {
		InstanceContent content = InstanceContent.builder("Movie-Service")
			.namespace("Staging")
			.address("h")
			.port(1)
			.build();
		assertThat(content.key()).hasToString("staging:movie-service/movie-service-h-1");
	}

	@Test
	void tagsAreDistinctAndMetaIsSorted() {
		InstanceContent content = content().tags("b", "a", "b").meta(Map.of("z", "1", "a", "")).build();
		assertThat(content.tags()).containsExactly("b", "a");
		assertThat(content.meta().keySet()).containsExactly("a", "z");
	}

	@Test
	void builderOfAContentBuildsItAgain() {
		InstanceContent content = content().zone("eu-1a").tags("a").meta(Map.of("k", "v")).weight(7).build();
		assertThat(content.toBuilder().build()).isEqualTo(content);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "a.b-c.d", "0", "movie-service", "a--b" })
	void goodServiceNameIsAccepted(String name) {
		assertThat(Names.service("name", name)).isEqualTo(name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "-a", "a-", ".a", "a.", "a_b", "a b", "a/b", "ü", "a\n" })
	void badServiceNameIsRefused(String name) {
		assertRefused("name", () -> Names.service("name", name));
	}

	@ParameterizedTest
	@ValueSource(strings = { ".", ".." })
	void idThatNoPathCanNameIsRefused(String id) {
		assertThatExceptionOfType(InvalidFieldException.class).isThrownBy(() -> content().id(id).build())
			.withMessageContainingAll("id is '" + id + "'", "neither '.' nor '..'");
		assertRefused("id", () -> new InstanceKey(new ServiceKey("default", "movie-service"), id));
		assertRefused("id", () -> new ClientMessage.Deregister(1, null, "movie-service", id, "s"));
		assertRefused("id", () -> new ClientMessage.Drain(1, null, "movie-service", id, "s", 0));
		assertRefused("id", () -> new ClientMessage.HealthReport(null, "movie-service", id, Health.HEALTHY, null));
		assertThat(Names.id("start_id", id)).isEqualTo(id);
	}

	@ParameterizedTest
	@ValueSource(strings = { "...", ".a", "a/../b", "%2e" })
	void otherIdsWithDotsAreAccepted(String id) {
		assertThat(content().id(id).build().id()).isEqualTo(id);
	}

	@Test
	void limitsAreTheLastGoodValues() {
		content().port(1).build();
		content().port(65535).build();
		assertRefused("port", () -> content().port(0).build());
		assertRefused("port", () -> content().port(65536).build());
		content().weight(1).build();
		content().weight(1000).build();
		assertRefused("weight", () -> content().weight(0).build());
		assertRefused("weight", () -> content().weight(1001).build());
		content().id("i".repeat(256)).build();
		assertRefused("id", () -> content().id("i".repeat(257)).build());
		assertRefused("id", () -> content().id("a b").build());
		Names.service("name", "n".repeat(128));
		assertRefused("name", () -> Names.service("name", "n".repeat(129)));
		content().tags(numbered(64)).build();
		assertRefused("tags", () -> content().tags(numbered(65)).build());
		content().meta(meta(64)).build();
		assertRefused("meta", () -> content().meta(meta(65)).build());
		content().meta(Map.of("k".repeat(128), "v".repeat(1024))).build();
		assertRefused("meta", () -> content().meta(Map.of("k".repeat(129), "")).build());
		assertRefused("meta.k", () -> content().meta(Map.of("k", "v".repeat(1025))).build());
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "0.0.0.0", "::", "0:0:0:0:0:0:0:0", "a b", "http://h", "[::1]", "h:80/" })
	void addressThatNobodyCanConnectToIsRefused(String address) {
		assertRefused("address", () -> content().address(address).build());
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "::1", "fe80::1%eth0", "movie.example", "host_1", "10.0.0.0" })
	void addressIsAccepted(String address) {
		assertThat(content().address(address).build().address()).isEqualTo(address);
	}

	@Test
	void longValueIsShortenedInTheComplaint() {
		assertThatExceptionOfType(InvalidFieldException.class)
			.isThrownBy(() -> content().meta(Map.of("k", "v".repeat(5000))).build())
			.satisfies((ex) -> assertThat(ex.value()).hasSizeLessThan(250).contains("5002 characters in all"));
	}

	@Test
	void onlyEnabledHealthyInstanceThatIsNotDrainingIsRoutable() {
		InstanceContent content = content().build();
		assertThat(new ServiceInstance(content, Health.HEALTHY, null, false, 1).routable()).isTrue();
		assertThat(new ServiceInstance(content, Health.HEALTHY, null, true, 1).routable()).isFalse();
		assertThat(new ServiceInstance(content, Health.UNKNOWN, null, false, 1).routable()).isFalse();
		assertThat(new ServiceInstance(content, Health.UNHEALTHY, Cause.LEASE, false, 1).routable()).isFalse();
		InstanceContent disabled = content.toBuilder().enabled(false).build();
		assertThat(new ServiceInstance(disabled, Health.HEALTHY, null, false, 1).routable()).isFalse();
	}

	@Test
	void unreadFieldIsRefusedWhereItIsAskedFor() {
		JsonObject json = JsonObject.parse("""
				{"name":"a","address":"h","port":1,"colour":"red"}""".getBytes(StandardCharsets.UTF_8));
		InstanceCodec.readContent(json);
		assertRefused("colour", json::refuseUnread);
	}

	private static InstanceContent.Builder content() {
		return InstanceContent.builder("movie-service").address("10.0.0.7").port(8080);
	}

	private static List<String> numbered(int count) {
		return IntStream.range(0, count).mapToObj(Integer::toString).toList();
	}

	private static Map<String, String> meta(int count) {
		return Collections
			.unmodifiableMap(numbered(count).stream().collect(Collectors.toMap((key) -> key, (key) -> "v")));
	}

	private static void assertRefused(String field, ThrowingCallable call) {
		assertThatExceptionOfType(InvalidFieldException.class).isThrownBy(call)
			.satisfies((ex) -> assertThat(ex.field()).isEqualTo(field))
			.satisfies((ex) -> assertThat(ex.getMessage()).contains(ex.field(), ex.value(), ex.expected()));
	}

}
