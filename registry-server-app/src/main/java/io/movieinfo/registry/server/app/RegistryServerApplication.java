package io.movieinfo.registry.server.app;

import java.util.Map;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.PropertySource;

/**
 * The registry server. Its defaults are in {@code server-defaults.properties} beside this
 * class rather than in {@code application.properties}, so that they do not get into other
 * applications on the same class path.
 */
@SpringBootApplication
@PropertySource("classpath:io/movieinfo/registry/server/app/server-defaults.properties")
public class RegistryServerApplication {

	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(RegistryServerApplication.class);
		application.setBannerMode(Banner.Mode.OFF);
		// whoever asks for a wrong path is told so; the log need not be
		application.setDefaultProperties(Map.of("logging.level.org.springframework.web.servlet.PageNotFound", "error"));
		application.run(args);
	}

}
