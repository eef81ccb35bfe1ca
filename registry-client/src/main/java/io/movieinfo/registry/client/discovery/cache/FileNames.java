package io.movieinfo.registry.client.discovery.cache;

import java.util.Locale;

import io.movieinfo.registry.protocol.ServiceKey;

/**
 * Makes file names that every file system takes. A name that had to be changed carries a
 * hash of what it stands for, so that two different ones hardly ever meet.
 */
final class FileNames {

	private static final int LONGEST = 180;

	private FileNames() {
	}

	static String of(ServiceKey service) {
		// neither part contains an underscore, and no system reserves a name that does
		return of(service.namespace() + "_" + service.name()) + ".json";
	}

	static String of(String text) {
		String name = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]|^[.]|[.]$", "_");
		if (name.equals(text) && !name.isEmpty() && name.length() <= LONGEST) {
			return name;
		}
		return name.substring(0, Math.min(LONGEST, name.length())) + "_" + Integer.toHexString(text.hashCode());
	}

}
