package io.movieinfo.registry.client.discovery.cache;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.movieinfo.registry.protocol.ServiceKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one application, one for each service. A file is replaced as a whole: who
 * reads it, at whatever moment, gets the former or the new one. Blocks; not thread-safe.
 */
final class ListDirectory {

	private static final Logger logger = LoggerFactory.getLogger(ListCache.class);

	/** Some 200,000 instances; a larger file is none of ours. */
	static final int MAX_BYTES = 64 * 1024 * 1024;

	private static final String UNFINISHED = ".tmp";

	private static final String SET_ASIDE = ".corrupt";

	private final Path directory;

	private final ListFormat format;

	private final DirectoryLock lock;

	private final OwnDirectory own;

	/** Of these no other client can have kept a newer list since. */
	private final Set<ServiceKey> written = new HashSet<>();

	private boolean failing;

	private boolean waiting;

	private boolean foreignLogged;

	private boolean unreadableLogged;

	private boolean swept;

	ListDirectory(Path directory, ListFormat format) {
		this.directory = directory;
		this.format = format;
		this.lock = new DirectoryLock(directory);
		this.own = new OwnDirectory(directory, () -> ProcessHandle.current().info().user());
	}

	/**
	 * Reads a service's list. A file that holds none that can be used is set aside,
	 * beside its place; one that cannot be read now stays.
	 */
	Optional<KeptList> read(ServiceKey service) {
		Path file = file(service);
		try {
			if (!this.own.isSafe()) {
				return Optional.empty();
			}
			Optional<KeptList> list = list(service, file);
			if (list.isEmpty()) {
				logForeign(file);
			}
			return list;
		}
		catch (NoSuchFileException ex) {
			logger.debug("No list of service '{}' is kept in {}", service, this.directory);
		}
		catch (UnusableListException ex) {
			setAside(service, file, ex);
		}
		catch (IOException ex) {
			logUnreadable(file, ex);
		}
		return Optional.empty();
	}

	/**
	 * Writes lists, unless another client does.
	 * @return those that were not written, and may be later
	 */
	List<KeptList> write(List<KeptList> lists) {
		try {
			this.own.create();
			if (!this.own.isSafe() || !acquire()) {
				return lists;
			}
		}
		catch (IOException ex) {
			logFailure(ex);
			return lists;
		}
		List<KeptList> failed = new ArrayList<>();
		for (KeptList list : lists) {
			try {
				if (!isOutdated(list)) {
					write(list);
				}
				this.written.add(list.service());
			}
			catch (IOException ex) {
				failed.add(list);
				logFailure(ex);
			}
		}
		if (this.failing && failed.isEmpty()) {
			logger.info("The lists of services are kept in {} again", this.directory);
		}
		this.failing = !failed.isEmpty();
		return failed;
	}

	/**
	 * Lets others write.
	 */
	void close() {
		this.written.clear();
		try {
			this.lock.release();
		}
		catch (IOException ex) {
			logger.debug("The lock of {} could not be given back; it ends with the process", this.directory, ex);
		}
	}

	private Path file(ServiceKey service) {
		return this.directory.resolve(FileNames.of(service));
	}

	private Optional<KeptList> list(ServiceKey service, Path file) throws IOException, UnusableListException {
		return this.format.decode(service, bytes(file));
	}

	private static byte[] bytes(Path file) throws IOException, UnusableListException {
		if (Files.exists(file) && !Files.isRegularFile(file)) {
			throw new UnusableListException("it is no regular file", null);
		}
		try (InputStream in = Files.newInputStream(file)) {
			byte[] bytes = in.readNBytes(MAX_BYTES + 1);
			if (bytes.length > MAX_BYTES) {
				throw new UnusableListException("it has more than %d bytes".formatted(MAX_BYTES), null);
			}
			return bytes;
		}
	}

	/**
	 * Whether the file holds what the registry told later, to another client that has
	 * ended.
	 */
	private boolean isOutdated(KeptList list) {
		if (this.written.contains(list.service())) {
			return false;
		}
		try {
			return list(list.service(), file(list.service())).filter((kept) -> kept.isNewerThan(list)).isPresent();
		}
		catch (UnusableListException | IOException ex) {
			logger.debug("What is kept of service '{}' cannot be used and is replaced", list.service(), ex);
			return false;
		}
	}

	private void write(KeptList list) throws IOException {
		Path file = file(list.service());
		if (list.instances().isEmpty()) {
			Files.deleteIfExists(file);
			return;
		}
		byte[] encoded = this.format.encode(list);
		if (encoded.length > MAX_BYTES) {
			throw new IOException("the list of service '%s' has %d bytes, more than %d".formatted(list.service(),
					encoded.length, MAX_BYTES));
		}
		Path unfinished = Files.createTempFile(this.directory, file.getFileName().toString(), UNFINISHED,
				PrivateFiles.FILE.in(this.directory));
		try {
			try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
				ByteBuffer bytes = ByteBuffer.wrap(encoded);
				while (bytes.hasRemaining()) {
					channel.write(bytes);
				}
				// or the new name might survive a power failure, and its content not
				channel.force(true);
			}
			Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
		}
		finally {
			Files.deleteIfExists(unfinished);
		}
	}

	private boolean acquire() throws IOException {
		boolean acquired = this.lock.tryAcquire();
		if (!acquired && !this.waiting) {
			logger.info("Another client of this application keeps the lists of services in {}; "
					+ "this one reads them, and takes over when the other one ends", this.directory);
		}
		if (acquired && this.waiting) {
			logger.debug("This client keeps the lists of services in {} from now on", this.directory);
		}
		this.waiting = !acquired;
		if (acquired && !this.swept) {
			this.swept = true;
			sweep();
		}
		return acquired;
	}

	/**
	 * Removes what processes that were killed have left.
	 */
	private void sweep() throws IOException {
		try (DirectoryStream<Path> left = Files.newDirectoryStream(this.directory, "*" + UNFINISHED)) {
			for (Path file : left) {
				Files.deleteIfExists(file);
			}
		}
	}

	private void setAside(ServiceKey service, Path file, UnusableListException reason) {
		Path aside = file.resolveSibling(file.getFileName() + SET_ASIDE);
		try {
			if (this.lock.tryAcquire()) {
				Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
				logger.warn("The list of service '{}' in {} cannot be used and was moved to {}: {}", service, file,
						aside, reason.getMessage());
				return;
			}
		}
		catch (IOException ex) {
			logger.debug("{} could not be moved to {}", file, aside, ex);
		}
		logger.warn("The list of service '{}' in {} cannot be used: {}", service, file, reason.getMessage());
	}

	private void logUnreadable(Path file, IOException ex) {
		if (this.unreadableLogged) {
			logger.debug("{} cannot be read", file, ex);
		}
		else {
			logger.warn("{} cannot be read, so that a start without the registry will not find its list: {}", file,
					ex.toString());
		}
		this.unreadableLogged = true;
	}

	private void logForeign(Path file) {
		if (!this.foreignLogged) {
			logger.info("{} comes from a registry at other URLs and is not used", file);
		}
		this.foreignLogged = true;
	}

	private void logFailure(IOException ex) {
		if (this.failing) {
			logger.debug("The lists of services still cannot be kept in {}", this.directory, ex);
		}
		else {
			logger.warn("The lists of services cannot be kept in {}, so that a start without the registry "
					+ "will find none: {}", this.directory, ex.toString());
		}
		this.failing = true;
	}

}
