package io.movieinfo.sample;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the README to the modules' poms and the properties' metadata.
 */
class ReadmeTests {

	private static final Path ROOT = Path.of("..");

	private static final Pattern MODULE = Pattern.compile("<module>(.*?)</module>");

	private static final Pattern DESCRIPTION = Pattern.compile("<description>(.*?)</description>", Pattern.DOTALL);

	private static final Pattern PROPERTY = Pattern.compile("`(registry\\.(?:client|server)\\.[a-z.-]+[a-z])[`=]");

	private static final Pattern LINK = Pattern.compile("]\\((?!http)([^)#]+)\\)");

	static List<String> modules() throws IOException {
		return matches(MODULE, Files.readString(ROOT.resolve("pom.xml")));
	}

	@ParameterizedTest
	@MethodSource("modules")
	void tableGivesTheJobThatTheModulesPomGives(String module) throws IOException {
		List<String> descriptions = matches(DESCRIPTION, Files.readString(ROOT.resolve(module).resolve("pom.xml")));
		assertThat(descriptions).hasSize(1);
		assertThat(readme()).contains("| [`%s`](%s) | %s |".formatted(module, module, descriptions.get(0)));
	}

	@Test
	void everyPropertyNamedExists() throws IOException {
		List<String> named = matches(PROPERTY, readme());
		assertThat(named).hasSizeGreaterThan(10);
		String metadata = metadata();
		assertThat(named).allSatisfy((property) -> assertThat(metadata).contains("\"name\": \"" + property));
	}

	@Test
	void everyFileLinkedExists() throws IOException {
		List<String> links = matches(LINK, readme());
		assertThat(links).isNotEmpty().allSatisfy((link) -> assertThat(ROOT.resolve(link)).exists());
	}

	@Test
	void stepsNameTheStarterInItsPresentVersion() throws IOException {
		String pom = Files.readString(ROOT.resolve("registry-spring-boot-starter/pom.xml"));
		List<String> versions = matches(Pattern.compile("<version>(.*?)</version>"), pom);
		assertThat(readme()).contains("<artifactId>registry-spring-boot-starter</artifactId>")
			.contains("<version>" + versions.get(0) + "</version>");
	}

	private static String readme() throws IOException {
		return Files.readString(ROOT.resolve("README.md"));
	}

	/**
	 * Everything that the configuration processor found in the client's and the server's
	 * properties.
	 */
	private static String metadata() throws IOException {
		StringBuilder all = new StringBuilder();
		for (URL file : Collections
			.list(ReadmeTests.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream content = file.openStream()) {
				all.append(new String(content.readAllBytes(), StandardCharsets.UTF_8));
			}
		}
		return all.toString();
	}

	private static List<String> matches(Pattern pattern, String text) {
		return pattern.matcher(text).results().map((result) -> result.group(1)).toList();
	}

}
