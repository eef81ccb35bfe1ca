package io.movieinfo.registry.client.discovery.cache;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class UserCacheDirectoryTests {

	@Test
	void linuxHasItInTheHomeUnlessToldOtherwise() {
		Map<String, String> linux = Map.of("os.name", "Linux", "user.home", "/home/ann");
		assertThat(find(linux, Map.of())).isEqualTo("/home/ann/.cache/movieinfo-registry");
		assertThat(find(linux, Map.of("XDG_CACHE_HOME", "/var/ann"))).isEqualTo("/var/ann/movieinfo-registry");
		assertThat(find(linux, Map.of("XDG_CACHE_HOME", "relative"))).isEqualTo("/home/ann/.cache/movieinfo-registry");
		assertThat(find(linux, Map.of("XDG_CACHE_HOME", ""))).isEqualTo("/home/ann/.cache/movieinfo-registry");
	}

	@Test
	void macHasItInTheLibrary() {
		assertThat(find(Map.of("os.name", "Mac OS X", "user.home", "/Users/ann"), Map.of()))
			.isEqualTo("/Users/ann/Library/Caches/movieinfo-registry");
	}

	@Test
	void windowsHasItInTheLocalApplicationData() {
		Map<String, String> windows = Map.of("os.name", "Windows 11", "user.home", "/ann");
		assertThat(find(windows, Map.of("LOCALAPPDATA", "/ann/local"))).isEqualTo("/ann/local/movieinfo-registry");
		assertThat(find(windows, Map.of())).isEqualTo("/ann/AppData/Local/movieinfo-registry");
	}

	@Test
	void userWithoutAHomeHasNone() {
		assertThat(find(Map.of("os.name", "Linux", "user.home", "?"), Map.of())).isEqualTo("none");
		assertThat(find(Map.of("os.name", "Linux", "user.home", "\u0000"), Map.of())).isEqualTo("none");
		assertThat(find(Map.of(), Map.of())).isEqualTo("none");
	}

	private static String find(Map<String, String> properties, Map<String, String> environment) {
		return new UserCacheDirectory(properties::get, environment::get).find()
			.map(Path::toString)
			.map((path) -> path.replace('\\', '/'))
			.orElse("none");
	}

}
