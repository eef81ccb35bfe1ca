package io.movieinfo.registry.server.app.dashboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.webjars.WebJarVersionLocator;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.stereotype.Component;

/**
 * All files of the dashboard, and nothing else: those beside this class, and those that
 * it needs of libraries, as {@code lib/…}. They are read once, and their version is
 * another one whenever one of them is.
 */
@Component
final class DashboardFiles {

	private static final String PAGE = "index.html";

	/** What is needed of which library, and what the dashboard calls it. */
	private static final Map<String, LibraryFile> LIBRARIES = Map.of( //
			"lib/preact.js", new LibraryFile("preact", "dist/preact.module.js"), //
			"lib/hooks.js", new LibraryFile("preact", "hooks/dist/hooks.module.js"), //
			"lib/uplot.js", new LibraryFile("uplot", "dist/uPlot.esm.js"), //
			"lib/uplot.css", new LibraryFile("uplot", "dist/uPlot.min.css"));

	/**
	 * How modules of libraries name others. Browsers know such names only from a script
	 * within the page, which the page does not allow.
	 */
	private static final Map<String, String> IMPORTS = Map.of("from\"preact\"", "from\"./preact.js\"");

	private final Map<String, DashboardFile> files = new TreeMap<>();

	private final String version;

	private final DashboardFile page;

	DashboardFiles() {
		try {
			read();
			StringBuilder all = new StringBuilder();
			this.files.forEach((name, file) -> all.append(name).append(file.digest()));
			this.version = DashboardFile.digest(all.toString().getBytes(StandardCharsets.UTF_8));
			String page = new ClassPathResource(PAGE, DashboardFiles.class).getContentAsString(StandardCharsets.UTF_8);
			this.page = new DashboardFile(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8),
					page.replace("{version}", this.version).getBytes(StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns the page that loads all other files.
	 */
	DashboardFile page() {
		return this.page;
	}

	String version() {
		return this.version;
	}

	/**
	 * Returns the file of a name, or {@code null} if there is none.
	 */
	@Nullable DashboardFile file(String name) {
		return this.files.get(name);
	}

	private void read() throws IOException {
		String own = "classpath*:" + DashboardFiles.class.getPackageName().replace('.', '/') + "/*";
		for (Resource resource : new PathMatchingResourcePatternResolver().getResources(own)) {
			String name = String.valueOf(resource.getFilename());
			if (name.matches(".*\\.(js|css|svg)")) {
				put(name, resource.getContentAsByteArray());
			}
		}
		WebJarVersionLocator locator = new WebJarVersionLocator();
		for (Map.Entry<String, LibraryFile> library : LIBRARIES.entrySet()) {
			LibraryFile file = library.getValue();
			String path = locator.fullPath(file.webJar(), file.path());
			if (path == null) {
				throw new IllegalStateException("The class path has no web jar '%s'".formatted(file.webJar()));
			}
			String content = new ClassPathResource(path).getContentAsString(StandardCharsets.UTF_8);
			for (Map.Entry<String, String> imported : IMPORTS.entrySet()) {
				content = content.replace(imported.getKey(), imported.getValue());
			}
			put(library.getKey(), content.getBytes(StandardCharsets.UTF_8));
		}
	}

	private void put(String name, byte[] content) {
		MediaType type = MediaTypeFactory.getMediaType(name).orElseThrow();
		this.files.put(name, new DashboardFile(new MediaType(type, StandardCharsets.UTF_8), content));
	}

	private record LibraryFile(String webJar, String path) {
	}

}
