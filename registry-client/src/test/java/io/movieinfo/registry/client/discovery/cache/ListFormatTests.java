package io.movieinfo.registry.client.discovery.cache;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.ServiceKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ListFormatTests {

	private static final URI URL = URI.create("http://localhost:8761");

	private final ListFormat format = new ListFormat(List.of(URL));

	@Test
	void listComesBackAsItWas() throws Exception {
		KeptList list = new KeptList(Lists.MOVIES, new Cursor("first", 42), Lists.AS_OF,
				List.of(Lists.instance(Lists.MOVIES, "movie-1", 5), Lists.notRoutable(Lists.MOVIES, "movie-2")));
		assertThat(this.format.decode(Lists.MOVIES, this.format.encode(list))).contains(list);
	}

	@Test
	void listOfARegistryThatSharesAUrlIsUsedAndAnotherOnesIsNot() throws Exception {
		byte[] bytes = this.format.encode(Lists.list(Lists.MOVIES, 1, 2));
		assertThat(new ListFormat(List.of(URI.create("http://second:8761"), URL)).decode(Lists.MOVIES, bytes))
			.isPresent();
		assertThat(new ListFormat(List.of(URI.create("http://second:8761"))).decode(Lists.MOVIES, bytes)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "http://registry, HTTP://Registry:80/, true", "https://registry, wss://registry:443, true",
			"http://registry:8761, ws://registry:8761, true", "http://registry, https://registry, false",
			"http://registry:8761, http://registry, false" })
	void serverIsTheSameHoweverItsUrlIsWritten(URI one, URI other, boolean same) throws Exception {
		byte[] bytes = new ListFormat(List.of(one)).encode(Lists.list(Lists.MOVIES, 1, 2));
		assertThat(new ListFormat(List.of(other)).decode(Lists.MOVIES, bytes).isPresent()).isEqualTo(same);
	}

	@ParameterizedTest
	@CsvSource({ "movieinfo-registry-list, something-else, something-else",
			"\"version\":1, \"version\":2, version is 2", "\"version\":1, \"version\":0, version",
			"a.3, nonsense, cursor", "2026, MMXXVI, MMXXVI", "\"port\":80, \"port\":\"80\", port",
			"healthy, happy, health", "id-1, idé, id" })
	void whatIsNotUnderstoodIsRefusedNamingIt(String original, String replacement, String named) {
		String json = text(this.format.encode(Lists.list(Lists.MOVIES, 3, 2)));
		assertThat(json).contains(original);
		assertRefused(json.replace(original, replacement).getBytes(StandardCharsets.UTF_8), named);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "{", "{}", "[]", "null", "no JSON", "{\"format\":\"movieinfo-registry-list\"}" })
	void whatIsNoListIsRefused(String text) {
		assertRefused(text.getBytes(StandardCharsets.UTF_8), "");
	}

	@Test
	void everyTruncationIsRefused() {
		byte[] bytes = this.format.encode(Lists.list(Lists.MOVIES, 3, 2));
		for (int length = 0; length < bytes.length; length++) {
			assertRefused(Arrays.copyOf(bytes, length), "");
		}
	}

	@Test
	void listOfAnotherServiceIsRefused() {
		byte[] bytes = this.format.encode(Lists.list(new ServiceKey("blue", "movie-service"), 3, 2));
		assertRefused(bytes, "blue:movie-service");
	}

	@Test
	void instancesOfAnotherServiceAreRefused() {
		String json = text(this.format.encode(Lists.list(Lists.MOVIES, 3, 2)));
		assertRefused(json.replace("\"name\":\"movie-service\"", "\"name\":\"user-service\"")
			.getBytes(StandardCharsets.UTF_8), "user-service");
		assertThatExceptionOfType(InvalidFieldException.class)
			.isThrownBy(() -> new KeptList(Lists.MOVIES, new Cursor("a", 1), Lists.AS_OF,
					List.of(Lists.instance(new ServiceKey("default", "user-service"), "id", 1))));
	}

	private void assertRefused(byte[] bytes, String named) {
		assertThatExceptionOfType(UnusableListException.class).isThrownBy(() -> this.format.decode(Lists.MOVIES, bytes))
			.withMessageContaining(named);
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

}
