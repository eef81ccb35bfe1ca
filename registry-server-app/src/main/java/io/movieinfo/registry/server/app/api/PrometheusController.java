package io.movieinfo.registry.server.app.api;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.movieinfo.registry.protocol.JsonObject;
import io.movieinfo.registry.protocol.Names;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.ServiceSet;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells Prometheus what to scrape: the targets of its HTTP service discovery
 * ({@code http_sd_configs}). Every listed instance is one, whatever its health, since an
 * ill one is to be looked at all the more.
 */
@RestController
final class PrometheusController {

	/** The meta entry with the port at which an instance is to be asked how it is. */
	private static final String MANAGEMENT_PORT = "registry.management-port";

	/** The meta entry with the scheme of that port, if it is not the instance's. */
	private static final String MANAGEMENT_SCHEME = "registry.management-scheme";

	/** The meta entry with the path of its metrics. */
	private static final String METRICS_PATH = "registry.metrics-path";

	private static final Set<String> SCHEMES = Set.of("http", "https");

	private static final String LABEL = "__meta_registry_";

	private final Registry registry;

	PrometheusController(Registry registry) {
		this.registry = registry;
	}

	/**
	 * Lists all instances, or those of a namespace or service. A service that is not
	 * known has none.
	 */
	@GetMapping(path = "/v1/prometheus/targets", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<byte[]> targets(HttpServletRequest request) {
		Query query = Query.of(request);
		String namespace = query.optionalNamespace();
		String text = query.optionalText("service");
		String name = (text != null) ? Names.service("service", text) : null;
		query.refuseUnread();
		Collection<String> namespaces = (namespace != null) ? Set.of(namespace) : this.registry.namespaces().keySet();
		byte[] targets = JsonObject.writeList((json) -> namespaces.forEach((each) -> writeNamespace(json, each, name)));
		return ResponseEntity.ok()
			.cacheControl(CacheControl.noStore())
			.contentType(MediaType.APPLICATION_JSON)
			.body(targets);
	}

	private void writeNamespace(JsonGenerator json, String namespace, @Nullable String name) {
		if (name != null) {
			writeService(json, new ServiceKey(namespace, name));
			return;
		}
		for (ServiceSet.Entry service : this.registry.services(namespace).services()) {
			writeService(json, new ServiceKey(namespace, service.name()));
		}
	}

	private void writeService(JsonGenerator json, ServiceKey service) {
		for (ServiceInstance instance : this.registry.snapshot(service).instances()) {
			json.writeStartObject();
			json.writeArrayPropertyStart("targets");
			json.writeString(target(instance));
			json.writeEndArray();
			json.writeObjectPropertyStart("labels");
			labels(instance).forEach(json::writeStringProperty);
			json.writeEndObject();
			json.writeEndObject();
		}
	}

	private static String target(ServiceInstance instance) {
		String address = instance.address();
		String port = instance.meta().get(MANAGEMENT_PORT);
		return ((address.indexOf(':') >= 0) ? "[" + address + "]" : address) + ":"
				+ ((port != null && isPort(port)) ? port : instance.port());
	}

	private static boolean isPort(String text) {
		return text.matches("[1-9]\\d{0,4}") && Integer.parseInt(text) <= 65535;
	}

	private static Map<String, String> labels(ServiceInstance instance) {
		Map<String, String> labels = new TreeMap<>();
		// label names hold fewer characters than keys: of two that become one, the first
		// counts
		instance.meta()
			.forEach((key, value) -> labels.putIfAbsent(LABEL + "meta_" + key.replaceAll("[^A-Za-z0-9_]", "_"), value));
		labels.put(LABEL + "namespace", instance.namespace());
		labels.put(LABEL + "service", instance.name());
		labels.put(LABEL + "id", instance.id());
		if (instance.zone() != null) {
			labels.put(LABEL + "zone", instance.zone());
		}
		String scheme = instance.meta().get(MANAGEMENT_SCHEME);
		labels.put("__scheme__",
				(scheme != null && SCHEMES.contains(scheme)) ? scheme : instance.secure() ? "https" : "http");
		String path = instance.meta().get(METRICS_PATH);
		if (path != null && path.startsWith("/")) {
			labels.put("__metrics_path__", path);
		}
		return labels;
	}

}
