package io.movieinfo.sample.demo;

import java.nio.file.Path;

/**
 * What the {@code demo} script says of its surroundings.
 *
 * @param serverJar the registry server's executable jar
 * @param sampleJar MovieInfo's executable jar
 * @param directory where this run keeps its logs and the server's data
 */
record Setup(Path serverJar, Path sampleJar, Path directory) {

	/**
	 * Reads the system properties that the script sets.
	 * @throws IllegalStateException if one is missing
	 */
	static Setup fromSystemProperties() {
		return new Setup(path("demo.server-jar"), path("demo.sample-jar"), path("demo.directory"));
	}

	Path data() {
		return this.directory.resolve("data");
	}

	private static Path path(String property) {
		String value = System.getProperty(property);
		if (value == null) {
			throw new IllegalStateException("The system property %s is missing; start with ./demo".formatted(property));
		}
		return Path.of(value).toAbsolutePath();
	}

}
