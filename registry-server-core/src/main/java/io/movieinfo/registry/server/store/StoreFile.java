package io.movieinfo.registry.server.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.StringDataType;
import org.jspecify.annotations.Nullable;

/**
 * The embedded store's open file. All that is written between two commits becomes durable
 * together, or not at all. After a failure the file may be closed and has to be opened
 * anew. Not thread-safe.
 */
final class StoreFile {

	/** The format that this code writes, and the newest that it reads. */
	static final int FORMAT = 1;

	private static final String FORMAT_KEY = "format";

	/**
	 * After how many commits sparsely filled parts are rewritten, which parts, and how
	 * much of them: this keeps the file at two to three times its content, and takes a
	 * few milliseconds at most.
	 */
	private static final int COMPACT_INTERVAL = 16;

	private static final int COMPACT_FILL_PERCENT = 50;

	private static final int COMPACT_BYTES = 4 * 1024 * 1024;

	/** Small pages, because a commit rewrites every page that it touches. */
	private static final int PAGE_BYTES = 4096;

	private static final int CLOSE_COMPACT_MILLIS = 200;

	/** How long a file is in which nothing was ever stored, at most. */
	private static final int EMPTY_BYTES = 8192;

	private final MVStore file;

	private final MVMap<String, String> facts;

	private final MVMap<String, byte[]> instances;

	private final MVMap<String, byte[]> services;

	private final MVMap<String, byte[]> overrides;

	private final MVMap<String, byte[]> audit;

	private int commits;

	private StoreFile(MVStore file) {
		this.file = file;
		this.facts = file.openMap("facts", texts());
		this.instances = file.openMap("instances", values());
		this.services = file.openMap("services", values());
		// not in files of versions before these: they appear with the next commit
		this.overrides = file.openMap("overrides", values());
		this.audit = file.openMap("audit", values());
	}

	/**
	 * Opens a file, or creates it.
	 * @param path the file
	 * @param fileSystem a prefix that selects one of MVStore's file systems, usually
	 * empty
	 * @throws StoreOpenException if it cannot be opened; nothing in it was changed
	 */
	static StoreFile open(Path path, String fileSystem) {
		create(path);
		long size = path.toFile().length();
		if (Files.exists(path) && (!Files.isRegularFile(path) || !Files.isWritable(path))) {
			throw new StoreOpenException(path.toString(), "The registry's store " + path + " cannot be written to",
					"Let the registry's user read and write that file and its directory.", null);
		}
		MVStore file;
		try {
			file = new MVStore.Builder().fileName(fileSystem + path.toAbsolutePath())
				.autoCommitDisabled()
				.pageSplitSize(PAGE_BYTES)
				.open();
		}
		catch (RuntimeException ex) {
			throw failure(path, ex);
		}
		try {
			checkFormat(file, path, size);
			// a removed chunk may be overwritten at once: each commit is on the disk
			// before
			// the next one begins, and the last few versions are kept in any case
			file.setRetentionTime(0);
			StoreFile opened = new StoreFile(file);
			if (opened.facts.get(FORMAT_KEY) == null) {
				opened.facts.put(FORMAT_KEY, String.valueOf(FORMAT));
			}
			return opened;
		}
		catch (StoreOpenException ex) {
			file.closeImmediately();
			throw ex;
		}
		catch (RuntimeException ex) {
			file.closeImmediately();
			throw failure(path, ex);
		}
	}

	private static StoreOpenException corrupt(Path path, RuntimeException cause) {
		return new StoreOpenException(path.toString(),
				"The registry's store %s is damaged (%s)".formatted(path, cause.getMessage()),
				"Move the file away to start with an empty registry, which fills again as applications register. "
						+ "A copy from a backup is no help: clients know more than it does. The damaged file was left "
						+ "as it is.",
				cause);
	}

	/**
	 * Single facts of the store itself.
	 */
	Map<String, String> facts() {
		return this.facts;
	}

	Map<String, byte[]> instances() {
		return this.instances;
	}

	Map<String, byte[]> services() {
		return this.services;
	}

	Map<String, byte[]> overrides() {
		return this.overrides;
	}

	/**
	 * The audit entries, in the order of their keys.
	 */
	MVMap<String, byte[]> audit() {
		return this.audit;
	}

	boolean closed() {
		return this.file.isClosed();
	}

	/**
	 * Puts everything that was written on the disk.
	 * @throws MVStoreException if that failed; it is not known what reached the disk
	 */
	void commit() {
		this.commits++;
		if (this.commits % COMPACT_INTERVAL == 0) {
			this.file.compact(COMPACT_FILL_PERCENT, COMPACT_BYTES);
		}
		this.file.commit();
		this.file.sync();
	}

	/**
	 * Commits and closes, and uses a moment to make the file smaller.
	 */
	void close() {
		this.file.close(CLOSE_COMPACT_MILLIS);
	}

	/**
	 * Closes as a crash would.
	 */
	void abandon() {
		this.file.closeImmediately();
	}

	private static MVMap.Builder<String, String> texts() {
		return new MVMap.Builder<String, String>().keyType(StringDataType.INSTANCE).valueType(StringDataType.INSTANCE);
	}

	private static MVMap.Builder<String, byte[]> values() {
		return new MVMap.Builder<String, byte[]>().keyType(StringDataType.INSTANCE)
			.valueType(ByteArrayDataType.INSTANCE);
	}

	private static void create(Path path) {
		Path directory = path.toAbsolutePath().getParent();
		try {
			if (directory != null && !Files.exists(path)) {
				Files.createDirectories(directory);
				Files.createFile(path);
				// so that the new file's name is on the disk, too
				try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
					channel.force(true);
				}
			}
		}
		catch (IOException ex) {
			throw new StoreOpenException(path.toString(),
					"The registry's store %s cannot be created (%s)".formatted(path, ex),
					"Let the registry's user write to that directory, or choose another one.", ex);
		}
	}

	private static void checkFormat(MVStore file, Path path, long size) {
		if (file.getMapNames().isEmpty()) {
			if (size > EMPTY_BYTES) {
				throw new IllegalStateException("no valid content was found in its " + size + " bytes");
			}
			return;
		}
		Map<String, String> facts = file.hasMap("facts") ? file.openMap("facts", texts()) : Map.of();
		String format = facts.get(FORMAT_KEY);
		if (format == null) {
			throw new StoreOpenException(path.toString(), "The file " + path + " is no registry's store",
					"Choose another data directory.", null);
		}
		if (Integer.parseInt(format) > FORMAT) {
			throw newerFormat(path, "format " + format, "format " + FORMAT, null);
		}
	}

	/**
	 * Says what was wrong when a file could not be opened or read.
	 */
	static StoreOpenException failure(Path path, RuntimeException ex) {
		return switch ((ex instanceof MVStoreException failure) ? failure.getErrorCode() : 0) {
			case DataUtils.ERROR_FILE_LOCKED ->
				new StoreOpenException(path.toString(), "The registry's store " + path + " is in use by another server",
						"Stop that server, or give this one a data directory of its own.", ex);
			case DataUtils.ERROR_UNSUPPORTED_FORMAT -> newerFormat(path, "a newer file format", "its own", ex);
			case DataUtils.ERROR_READING_FAILED,
					DataUtils.ERROR_WRITING_FAILED ->
				new StoreOpenException(path.toString(),
						"The registry's store %s cannot be read or written (%s)".formatted(path, ex.getMessage()),
						"Check the disk, and the rights of that file and its directory.", ex);
			default -> corrupt(path, ex);
		};
	}

	private static StoreOpenException newerFormat(Path path, String found, String known, @Nullable Throwable cause) {
		return new StoreOpenException(path.toString(),
				"The registry's store %s was written by a newer version: it has %s, this version reads %s"
					.formatted(path, found, known),
				"Run the newer version, or choose another data directory.", cause);
	}

}
