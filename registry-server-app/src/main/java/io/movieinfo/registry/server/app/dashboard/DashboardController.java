package io.movieinfo.registry.server.app.dashboard;

import java.time.Duration;

import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.JsonObject;
import io.movieinfo.registry.server.app.http.HttpProblem;
import io.movieinfo.registry.server.app.http.HttpProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Serves the dashboard: the page at the root, its files, and what it plots. The page asks
 * each time whether it is still the same; its files never change, because their paths
 * name their version. Everything else that it shows and does goes through the API.
 */
@RestController
final class DashboardController {

	/** Nothing may be loaded from, sent to or framed by anybody else, nor be inline. */
	private static final String POLICY = "default-src 'self'; base-uri 'none'; form-action 'none'; "
			+ "frame-ancestors 'none'; object-src 'none'";

	private static final CacheControl ALWAYS = CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

	private final DashboardFiles files;

	private final Plots plots;

	DashboardController(DashboardFiles files, Plots plots) {
		this.files = files;
		this.plots = plots;
	}

	/**
	 * Serves the page.
	 */
	@GetMapping("/")
	ResponseEntity<byte[]> page(HttpServletRequest request, HttpServletResponse response) {
		response.setHeader("Content-Security-Policy", POLICY);
		response.setHeader("Referrer-Policy", "same-origin");
		response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
		return this.files.page().answer(request, CacheControl.noCache());
	}

	/**
	 * Serves a file that the page needs.
	 */
	@GetMapping("/dashboard/{version}/{*name}")
	ResponseEntity<byte[]> file(@PathVariable String version, @PathVariable String name, HttpServletRequest request) {
		// begins with a slash, unless it is empty
		DashboardFile file = this.files.file(name.isEmpty() ? name : name.substring(1));
		if (file == null || !version.equals(this.files.version())) {
			throw new HttpProblemException(HttpProblem.of(HttpStatus.NOT_FOUND, HttpProblem.NOT_FOUND,
					new InvalidFieldException("path", request.getRequestURI(), expected(file))));
		}
		return file.answer(request, ALWAYS);
	}

	/**
	 * Tells how the registry has done in the last minutes.
	 */
	@GetMapping("/dashboard/plots")
	ResponseEntity<byte[]> plots() {
		return ResponseEntity.ok()
			.cacheControl(CacheControl.noStore())
			.contentType(MediaType.APPLICATION_JSON)
			.body(JsonObject.write(this.plots::writeTo));
	}

	private String expected(@Nullable DashboardFile file) {
		return (file != null) ? "version '%s': reload the page".formatted(this.files.version())
				: "a file of the dashboard, which is at /";
	}

}
