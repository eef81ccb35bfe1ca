package io.movieinfo.sample.process;

import java.nio.file.Path;

/**
 * What the scripts that start this program say of its surroundings.
 *
 * @param serverJar the registry server's executable jar
 * @param sampleJar MovieInfo's executable jar
 * @param directory where this run keeps its logs and the server's data
 */
public record Setup(Path serverJar, Path sampleJar, Path directory) {

	/**
	 * Reads the system properties that the scripts set.
	 * @throws IllegalStateException if one is missing
	 */
	public static Setup fromSystemProperties() {
		return new Setup(path("sample.server-jar"), path("sample.sample-jar"), path("sample.directory"));
	}

	/**
	 * Returns the same with another directory.
	 */
	public Setup in(Path otherDirectory) {
		return new Setup(this.serverJar, this.sampleJar, otherDirectory);
	}

	private static Path path(String property) {
		String value = System.getProperty(property);
		if (value == null) {
			throw new IllegalStateException(
					"The system property %s is missing; start with ./demo or ./faults".formatted(property));
		}
		return Path.of(value).toAbsolutePath();
	}

}
