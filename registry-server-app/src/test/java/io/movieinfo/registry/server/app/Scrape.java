package io.movieinfo.registry.server.app;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What Prometheus would get of a server at one moment.
 */
public final class Scrape {

	private final Map<String, Double> values = new LinkedHashMap<>();

	private Scrape() {
	}

	public static Scrape of(RunningServer server) {
		Scrape scrape = new Scrape();
		server.get("/actuator/prometheus")
			.body()
			.lines()
			.filter((line) -> !line.startsWith("#"))
			.forEach((line) -> scrape.values.put(line.substring(0, line.lastIndexOf(' ')),
					Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))));
		return scrape;
	}

	/**
	 * Names all series, with their labels in the order of their names.
	 */
	public Set<String> series() {
		return this.values.keySet();
	}

	/**
	 * Returns a series' value, 0 if there is no such series.
	 */
	public double value(String series) {
		return this.values.getOrDefault(series, 0.0);
	}

}
