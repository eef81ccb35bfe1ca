package io.movieinfo.sample;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds what the documents name to what there is.
 */
class DocumentsTests {

	private static final Path ROOT = Path.of("..");

	private static final Pattern TEST = Pattern.compile("`(\\w+(?:Tests|Contract))`");

	private static final Pattern LINK = Pattern.compile("]\\((?!http)([^)#]+)\\)");

	private static final Pattern CODE = Pattern.compile("`[^`\\n]*`");

	static List<Path> documents() throws IOException {
		try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
			return files.filter((file) -> file.toString().endsWith(".md")).toList();
		}
	}

	@ParameterizedTest
	@MethodSource("documents")
	void everyTestNamedExists(Path document) throws IOException {
		assertThat(testClasses()).containsAll(matches(TEST, Files.readString(document)));
	}

	@ParameterizedTest
	@MethodSource("documents")
	void everyFileLinkedExists(Path document) throws IOException {
		String text = CODE.matcher(Files.readString(document)).replaceAll("");
		assertThat(matches(LINK, text)).allSatisfy((link) -> assertThat(document.resolveSibling(link)).exists());
	}

	@Test
	void everyPromiseNamesItsTestsAndItsScenario() throws IOException {
		String promises = Files.readString(ROOT.resolve("docs/reliability.md")).split("## What is promised", 2)[1]
			.split("\n## ", 2)[0];
		List<String> rows = promises.lines().filter((line) -> line.startsWith("|")).skip(2).toList();
		assertThat(rows).hasSizeGreaterThan(8)
			.allSatisfy((row) -> assertThat(row).containsPattern(TEST).containsPattern("\\| [0-9, ]+ \\|$"));
	}

	private static Set<String> testClasses() throws IOException {
		Set<String> classes = new HashSet<>();
		try (DirectoryStream<Path> modules = Files.newDirectoryStream(ROOT, Files::isDirectory)) {
			for (Path module : modules) {
				Path tests = module.resolve("src/test/java");
				if (Files.isDirectory(tests)) {
					classes.addAll(classes(tests));
				}
			}
		}
		return classes;
	}

	private static Set<String> classes(Path sources) throws IOException {
		try (Stream<Path> files = Files.walk(sources)) {
			return files.map((file) -> file.getFileName().toString())
				.filter((name) -> name.endsWith(".java"))
				.map((name) -> name.substring(0, name.length() - ".java".length()))
				.collect(Collectors.toSet());
		}
	}

	private static List<String> matches(Pattern pattern, String text) {
		return pattern.matcher(text).results().map((result) -> result.group(1)).toList();
	}

}
