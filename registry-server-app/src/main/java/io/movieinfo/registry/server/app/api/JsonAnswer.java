package io.movieinfo.registry.server.app.api;

import java.util.function.Consumer;

import io.movieinfo.registry.protocol.JsonObject;
import tools.jackson.core.JsonGenerator;

import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * Answers that nobody may keep: they are true only now.
 */
final class JsonAnswer {

	private JsonAnswer() {
	}

	/**
	 * Returns the answer 200 with a JSON object.
	 */
	static ResponseEntity<byte[]> of(Consumer<JsonGenerator> fields) {
		return of(ResponseEntity.ok(), fields);
	}

	/**
	 * Returns an answer with a JSON object.
	 */
	static ResponseEntity<byte[]> of(ResponseEntity.BodyBuilder answer, Consumer<JsonGenerator> fields) {
		return answer.cacheControl(CacheControl.noStore())
			.contentType(MediaType.APPLICATION_JSON)
			.body(JsonObject.write(fields));
	}

	/**
	 * Returns the answer 204.
	 */
	static ResponseEntity<byte[]> none() {
		return ResponseEntity.noContent().cacheControl(CacheControl.noStore()).build();
	}

	/**
	 * Returns the answer 204 with a header.
	 */
	static ResponseEntity<byte[]> none(String header, String value) {
		return ResponseEntity.noContent().cacheControl(CacheControl.noStore()).header(header, value).build();
	}

}
