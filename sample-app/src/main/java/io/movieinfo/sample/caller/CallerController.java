package io.movieinfo.sample.caller;

import java.util.Map;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells over HTTP how the calls went, and what was known of the services.
 */
@RestController
class CallerController {

	private final Tally tally;

	private final Map<String, RecordedView> views;

	CallerController(Tally tally, Map<String, RecordedView> views) {
		this.tally = tally;
		this.views = Map.copyOf(views);
	}

	@GetMapping("/calls")
	CallReport calls() {
		return this.tally.report();
	}

	/**
	 * Begins to count anew, and answers how it went until now.
	 */
	@PostMapping("/calls/reset")
	CallReport reset() {
		return this.tally.reset();
	}

	@GetMapping("/views/{service}")
	ResponseEntity<ViewReport> view(@PathVariable String service) {
		RecordedView view = this.views.get(service);
		return (view != null) ? ResponseEntity.ok(view.report()) : ResponseEntity.notFound().build();
	}

}
