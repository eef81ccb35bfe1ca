package io.movieinfo.registry.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.openjdk.jcstress.Main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Runs every stress test for a moment, which finds what is broken outright. To look for
 * what is rare, run them for long, all of them or those whose names match: <pre>
 * mvn -q install -DskipTests -pl registry-benchmarks -am
 * mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/cp.txt -pl registry-benchmarks
 * java -cp registry-benchmarks/target/test-classes:$(cat registry-benchmarks/target/cp.txt) org.openjdk.jcstress.Main \
 *     -r registry-benchmarks/target/jcstress -t 'ViewPublication|HeldRequest'
 * </pre>
 */
class StressTests {

	private static final Path DIRECTORY = Path.of("target", "jcstress");

	// a moment each, on one kind of Java machine rather than all there are
	private static final List<String> BRIEFLY = List.of("-f", "1", "-iters", "1", "-time", "200", "-sc", "false", "-hs",
			"128", "-jvmArgs", "-Xmx256m");

	@Test
	void nothingForbiddenIsObserved() throws Exception {
		assumeThat(Runtime.getRuntime().availableProcessors()).as("processors, to do two things at once")
			.isGreaterThan(1);
		Files.createDirectories(DIRECTORY);
		Path report = DIRECTORY.resolve("report.txt");
		ProcessBuilder stress = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-cp", System.getProperty("java.class.path"), Main.class.getName(), "-r", ".");
		stress.command().addAll(BRIEFLY);
		Process process = stress.directory(DIRECTORY.toFile())
			.redirectErrorStream(true)
			.redirectOutput(report.toFile())
			.start();
		try {
			assertThat(process.waitFor(20, TimeUnit.MINUTES)).as("the end of the stress tests").isTrue();
		}
		finally {
			process.destroyForcibly();
		}
		// it is content with nothing to do as well
		assertThat(Files.readString(report))
			.contains("All remaining tests: %d matching test results".formatted(stressTests()));
		assertThat(process.exitValue()).as("exit code").isZero();
	}

	/**
	 * How many stress tests there are, as the annotation processor has listed them.
	 */
	private static long stressTests() throws IOException {
		try (InputStream list = StressTests.class.getResourceAsStream("/META-INF/TestList")) {
			return new String(Objects.requireNonNull(list).readAllBytes(), StandardCharsets.UTF_8).lines().count();
		}
	}

}
