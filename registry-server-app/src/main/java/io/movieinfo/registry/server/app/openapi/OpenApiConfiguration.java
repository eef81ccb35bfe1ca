package io.movieinfo.registry.server.app.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

import io.swagger.v3.core.util.Yaml31;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;

/**
 * Describes the API in the words of {@code openapi.yaml}. Which paths and methods there
 * are is found in the controllers: whatever is not described shows up as it was found.
 */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

	@Bean
	GlobalOpenApiCustomizer describedApi() {
		return (found) -> {
			OpenAPI described = read();
			Map<String, PathItem> paths = new TreeMap<>((found.getPaths() != null) ? found.getPaths() : Map.of());
			paths.replaceAll((path, item) -> describe(item, described.getPaths().get(path)));
			Paths merged = new Paths();
			// in the order of the description
			described.getPaths().keySet().stream().filter(paths::containsKey).forEach((path) -> {
				merged.addPathItem(path, paths.remove(path));
			});
			merged.putAll(paths);
			found.setServers(described.getServers());
			found.setInfo(described.getInfo());
			found.setTags(described.getTags());
			found.setComponents(described.getComponents());
			found.setPaths(merged);
		};
	}

	private static PathItem describe(PathItem found, @Nullable PathItem described) {
		if (described == null) {
			return found;
		}
		found.setParameters(described.getParameters());
		found.readOperationsMap().keySet().forEach((method) -> {
			if (described.readOperationsMap().containsKey(method)) {
				found.operation(method, described.readOperationsMap().get(method));
			}
		});
		return found;
	}

	private static OpenAPI read() {
		try (InputStream yaml = new ClassPathResource("openapi.yaml", OpenApiConfiguration.class).getInputStream()) {
			return Yaml31.mapper().readValue(yaml, OpenAPI.class);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
