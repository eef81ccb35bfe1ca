package io.movieinfo.registry.client.discovery.cache;

import io.movieinfo.registry.protocol.ServiceKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class FileNamesTests {

	@Test
	void usualNamesStayReadable() {
		assertThat(FileNames.of("home-service")).isEqualTo("home-service");
		assertThat(FileNames.of(new ServiceKey("default", "movie-service"))).isEqualTo("default_movie-service.json");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ".", "..", "../../etc", "a/b", "C:\\x", "trailing.", "Häuser", "nul\u0000", "UPPER" })
	void namesThatAFileSystemMightNotTakeAreChanged(String application) {
		assertThat(FileNames.of(application)).matches("[a-z0-9_-][a-z0-9._-]*[a-z0-9_-]").isNotEqualTo(application);
	}

	@Test
	void differentNamesGetDifferentFiles() {
		assertThat(FileNames.of("a b")).isNotEqualTo(FileNames.of("a/b"));
		assertThat(FileNames.of("x".repeat(500) + "1")).isNotEqualTo(FileNames.of("x".repeat(500) + "2"));
		assertThat(FileNames.of(new ServiceKey("a", "b-c"))).isNotEqualTo(FileNames.of(new ServiceKey("a-b", "c")));
	}

	@Test
	void longestNamesFit() {
		ServiceKey longest = new ServiceKey("n".repeat(128), "s".repeat(128));
		assertThat(FileNames.of(longest)).hasSizeLessThan(220);
	}

}
