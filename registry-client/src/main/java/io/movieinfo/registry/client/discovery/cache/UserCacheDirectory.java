package io.movieinfo.registry.client.discovery.cache;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * Finds the directory for a user's caches: {@code $XDG_CACHE_HOME} or {@code ~/.cache}
 * (XDG Base Directory Specification), {@code ~/Library/Caches} on macOS,
 * {@code %LOCALAPPDATA%} on Windows.
 *
 * @param properties reads a system property
 * @param environment reads an environment variable
 */
record UserCacheDirectory(UnaryOperator<@Nullable String> properties, UnaryOperator<@Nullable String> environment) {

	private static final String PRODUCT = "movieinfo-registry";

	static UserCacheDirectory ofThisProcess() {
		return new UserCacheDirectory(System::getProperty, System::getenv);
	}

	Optional<Path> find() {
		String system = String.valueOf(this.properties.apply("os.name")).toLowerCase(Locale.ROOT);
		Optional<Path> home = absolute(this.properties.apply("user.home"));
		Optional<Path> caches;
		if (system.startsWith("windows")) {
			caches = absolute(this.environment.apply("LOCALAPPDATA"))
				.or(() -> home.map((path) -> path.resolve("AppData").resolve("Local")));
		}
		else if (system.startsWith("mac")) {
			caches = home.map((path) -> path.resolve("Library").resolve("Caches"));
		}
		else {
			caches = absolute(this.environment.apply("XDG_CACHE_HOME"))
				.or(() -> home.map((path) -> path.resolve(".cache")));
		}
		return caches.map((path) -> path.resolve(PRODUCT));
	}

	/**
	 * A user without a home has the home "?": whatever is not absolute does not count.
	 */
	private static Optional<Path> absolute(@Nullable String text) {
		try {
			return Optional.ofNullable(text).map(Path::of).filter(Path::isAbsolute);
		}
		catch (InvalidPathException ex) {
			return Optional.empty();
		}
	}

}
