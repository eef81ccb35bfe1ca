package io.movieinfo.registry.client.discovery.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The right to write into a directory, which one holder at a time has, in all processes.
 * It ends with the process, however that ends. Not thread-safe.
 */
final class DirectoryLock {

	/**
	 * What this process holds. Asked before the file is opened, because closing any
	 * channel to a file ends the process's locks on it.
	 */
	private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

	/**
	 * Channels to files that the same code in another class loader holds. Kept open, and
	 * taken again, because closing one would end the other's lock.
	 */
	private static final Map<Path, FileChannel> OVERLAPPING = new ConcurrentHashMap<>();

	private final Path directory;

	private @Nullable Path held;

	private @Nullable FileChannel channel;

	DirectoryLock(Path directory) {
		this.directory = directory;
	}

	/**
	 * Takes the lock, if it is free.
	 * @return whether it is held now
	 * @throws IOException if the directory is not there, or its lock file cannot be
	 * opened
	 */
	boolean tryAcquire() throws IOException {
		if (this.channel != null) {
			return true;
		}
		Path real = this.directory.toRealPath();
		if (!HELD.add(real)) {
			return false;
		}
		FileChannel opened = null;
		boolean acquired = false;
		try {
			opened = OVERLAPPING.remove(real);
			if (opened == null) {
				opened = open(real);
			}
			acquired = opened.tryLock() != null;
		}
		catch (OverlappingFileLockException ex) {
			OVERLAPPING.put(real, Objects.requireNonNull(opened));
			opened = null;
		}
		finally {
			if (acquired) {
				this.channel = opened;
				this.held = real;
			}
			else {
				HELD.remove(real);
				if (opened != null) {
					opened.close();
				}
			}
		}
		return acquired;
	}

	/**
	 * Gives the lock back, if it is held.
	 */
	void release() throws IOException {
		if (this.channel != null && this.held != null) {
			try {
				this.channel.close();
			}
			finally {
				// not earlier: closing would end the lock of who takes it meanwhile
				HELD.remove(this.held);
				this.channel = null;
				this.held = null;
			}
		}
	}

	private static FileChannel open(Path real) throws IOException {
		return FileChannel.open(real.resolve("lock"), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
				PrivateFiles.FILE.in(real));
	}

}
