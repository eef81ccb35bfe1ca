package io.movieinfo.sample.user;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.Resource;

/**
 * All users, in memory. Immutable.
 */
final class Users {

	private final Map<Integer, User> byId;

	private Users(Map<Integer, User> byId) {
		this.byId = byId;
	}

	static Users read(JsonMapper json, Resource data) throws IOException {
		try (InputStream in = data.getInputStream()) {
			return new Users(Arrays.stream(json.readValue(in, User[].class))
				.collect(Collectors.toUnmodifiableMap(User::id, Function.identity())));
		}
	}

	/**
	 * Returns a user.
	 * @throws UnknownUserException if there is none
	 */
	User get(int id) {
		User user = this.byId.get(id);
		if (user == null) {
			throw new UnknownUserException(id, this.byId.size());
		}
		return user;
	}

}
