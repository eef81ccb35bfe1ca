package io.movieinfo.registry.client.discovery.cache;

import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.InstanceCodec;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.JsonObject;
import io.movieinfo.registry.protocol.MalformedMessageException;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import tools.jackson.core.JsonGenerator;

/**
 * The JSON of a kept list. It names the registry that told it by its URLs, because an
 * application may use another one on the same machine tomorrow, and must not call the
 * other one's instances. Thread-safe.
 */
final class ListFormat {

	private static final String FORMAT = "movieinfo-registry-list";

	private static final int VERSION = 1;

	private final List<String> serverUrls;

	/**
	 * Creates the format.
	 * @param serverUrls the URLs of the registry that is in use
	 */
	ListFormat(List<URI> serverUrls) {
		this.serverUrls = serverUrls.stream().map(ListFormat::normal).toList();
	}

	byte[] encode(KeptList list) {
		return JsonObject.write((json) -> {
			json.writeStringProperty("format", FORMAT);
			json.writeNumberProperty("version", VERSION);
			json.writeStringProperty("namespace", list.service().namespace());
			json.writeStringProperty("service", list.service().name());
			json.writeArrayPropertyStart("server_urls");
			this.serverUrls.forEach(json::writeString);
			json.writeEndArray();
			json.writeStringProperty("cursor", list.cursor().toString());
			json.writeStringProperty("as_of", list.asOf().toString());
			json.writeArrayPropertyStart("instances");
			list.instances().forEach((instance) -> write(json, instance));
			json.writeEndArray();
		});
	}

	/**
	 * Reads a list.
	 * @return empty if it comes from another registry
	 * @throws UnusableListException if it is none of this service in a version that is
	 * known
	 */
	Optional<KeptList> decode(ServiceKey service, byte[] bytes) throws UnusableListException {
		try {
			JsonObject json = JsonObject.parse(bytes);
			if (!FORMAT.equals(json.text("format"))) {
				throw new UnusableListException("its format is '%s'".formatted(json.text("format")), null);
			}
			long version = json.number("version", 1, Long.MAX_VALUE);
			if (version > VERSION) {
				throw new UnusableListException(
						"its version is %d, and this client knows %d at most".formatted(version, VERSION), null);
			}
			KeptList list = read(json);
			if (!list.service().equals(service)) {
				throw new UnusableListException("it is the list of " + list.service(), null);
			}
			return Collections.disjoint(json.texts("server_urls"), this.serverUrls) ? Optional.empty()
					: Optional.of(list);
		}
		catch (MalformedMessageException | InvalidFieldException | DateTimeException ex) {
			throw new UnusableListException(String.valueOf(ex.getMessage()), ex);
		}
	}

	/**
	 * Returns what all ways to write a server's URL have in common.
	 */
	private static String normal(URI url) {
		String scheme = url.getScheme().toLowerCase(Locale.ROOT);
		boolean secure = "https".equals(scheme) || "wss".equals(scheme);
		int port = (url.getPort() != -1) ? url.getPort() : secure ? 443 : 80;
		return (secure ? "https" : "http") + "://" + url.getHost().toLowerCase(Locale.ROOT) + ":" + port;
	}

	private static KeptList read(JsonObject json) {
		List<ServiceInstance> instances = json.objects("instances").stream().map(InstanceCodec::readInstance).toList();
		return new KeptList(new ServiceKey(json.text("namespace"), json.text("service")),
				Cursor.parse("cursor", json.text("cursor")), Instant.parse(json.text("as_of")), instances);
	}

	private static void write(JsonGenerator json, ServiceInstance instance) {
		json.writeStartObject();
		InstanceCodec.writeFields(json, instance);
		json.writeEndObject();
	}

}
