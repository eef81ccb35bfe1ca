package io.movieinfo.registry.client.discovery.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory that nobody else may write into, because who does decides which addresses
 * are called. Where the file system has no POSIX modes, its own rules count. Blocks; not
 * thread-safe.
 */
final class OwnDirectory {

	private static final Logger logger = LoggerFactory.getLogger(ListCache.class);

	private final Path path;

	private final Supplier<Optional<String>> user;

	private boolean refusalLogged;

	/**
	 * Creates the guard, and no directory.
	 * @param user this user's name; empty without one, as in some containers
	 */
	OwnDirectory(Path path, Supplier<Optional<String>> user) {
		this.path = path;
		this.user = user;
	}

	/**
	 * Makes the directory for this user alone, unless it is there, and those above it as
	 * the system makes directories.
	 */
	void create() throws IOException {
		Path parent = this.path.toAbsolutePath().getParent();
		if (parent != null) {
			Files.createDirectories(parent);
		}
		// takes one that is there, which a plain creation would not
		Files.createDirectories(this.path, PrivateFiles.DIRECTORY.in(this.path));
	}

	/**
	 * Whether only this user can write into it, or it is not there. If not, warns once.
	 */
	boolean isSafe() throws IOException {
		if (!this.path.getFileSystem().supportedFileAttributeViews().contains("posix") || !Files.exists(this.path)) {
			return true;
		}
		PosixFileAttributes attributes = Files.readAttributes(this.path, PosixFileAttributes.class);
		boolean safe = isThisUser(attributes.owner().getName())
				&& !attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)
				&& !attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE);
		if (!safe && !this.refusalLogged) {
			logger.warn("{} belongs to '{}' with {}: others than this user can write into it, so no list of services "
					+ "is read from it or kept in it", this.path, attributes.owner(), attributes.permissions());
		}
		this.refusalLogged = !safe;
		return safe;
	}

	private boolean isThisUser(String owner) {
		// who has no name owns what has a number as owner
		return this.user.get().map(owner::equals).orElseGet(() -> owner.chars().allMatch(Character::isDigit));
	}

}
