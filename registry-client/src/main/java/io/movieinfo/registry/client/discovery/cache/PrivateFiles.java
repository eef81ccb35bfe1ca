package io.movieinfo.registry.client.discovery.cache;

import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * How files and directories are made that only their owner may use. Where the file system
 * has no such modes, the directory's own rules count.
 */
enum PrivateFiles {

	/** A file: mode 0600. */
	FILE("rw-------"),
	/** A directory: mode 0700. */
	DIRECTORY("rwx------");

	private static final FileAttribute<?>[] NONE = {};

	private final String permissions;

	PrivateFiles(String permissions) {
		this.permissions = permissions;
	}

	/**
	 * Returns the attributes to make it with.
	 * @param place a path of the file system that it is to be in
	 */
	FileAttribute<?>[] in(Path place) {
		return place.getFileSystem().supportedFileAttributeViews().contains("posix")
				? new FileAttribute<?>[] {
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(this.permissions)) }
				: NONE;
	}

}
