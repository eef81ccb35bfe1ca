package io.movieinfo.registry.server.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

import io.movieinfo.registry.server.audit.AuditEntry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store in one file, {@code registry.db}, held open and locked by one process. Every
 * commit is on the disk before it returns.
 * <p>
 * Revisions are reserved in blocks, long before they are used. A store that was not
 * closed goes on above its block: even if the disk lost commits that it had confirmed, no
 * revision is given out twice.
 */
public final class EmbeddedStore implements RegistryStore {

	/** How many revisions are reserved at a time. */
	static final long BLOCK = 10_000;

	private static final Logger logger = LoggerFactory.getLogger(EmbeddedStore.class);

	private static final String FILE = "registry.db";

	private static final String EPOCH = "epoch";

	private static final String REVISION = "revision";

	private static final String RESERVED = "reserved";

	private static final String COMPLETE = "complete";

	private static final String CLOSED = "closed";

	private final Path path;

	private final String fileSystem;

	private final Supplier<String> epochs;

	private @Nullable StoreFile file;

	private String epoch = "";

	private long revision;

	private long reserved;

	// what rows were before they were written, until the commit has succeeded
	private final Map<Row, Optional<byte[]>> unconfirmed = new LinkedHashMap<>();

	/**
	 * Creates a store that is not open yet.
	 * @param directory where its file is or will be; {@link #open} creates it where it is
	 * absent
	 */
	public EmbeddedStore(Path directory) {
		this(directory, "", () -> UUID.randomUUID().toString());
	}

	EmbeddedStore(Path directory, String fileSystem, Supplier<String> epochs) {
		this.path = directory.resolve(FILE);
		this.fileSystem = fileSystem;
		this.epochs = epochs;
	}

	@Override
	public StoredState open() {
		if (this.file != null) {
			throw new StoreOpenException(this.path.toString(), "The registry's store " + this.path + " is open already",
					"Give every registry a store of its own.", null);
		}
		StoreFile file = StoreFile.open(this.path, this.fileSystem);
		try {
			StoredState state = load(file);
			this.file = file;
			return state;
		}
		catch (RuntimeException ex) {
			file.abandon();
			throw StoreFile.failure(this.path, ex);
		}
	}

	@Override
	public void commit(StoreBatch batch) {
		if (this.file == null) {
			throw new StoreException("The registry's store " + this.path + " is not open", null);
		}
		batch.checkBase(this.revision);
		if (!Files.exists(this.path)) {
			// what is written to a deleted file is lost with the process
			throw new StoreException(
					"The registry's store %s was deleted; the server must be started again".formatted(this.path), null);
		}
		try {
			StoreFile file = usable(this.file);
			this.file = file;
			takeBackUnconfirmed(file);
			write(file, batch);
			long reserved = reserve(file, batch.revision());
			file.commit();
			this.reserved = reserved;
			this.revision = batch.revision();
			this.unconfirmed.clear();
		}
		catch (RuntimeException ex) {
			this.file.abandon();
			throw new StoreException(
					"The registry's store %s could not be written (%s)".formatted(this.path, ex.getMessage()), ex);
		}
	}

	@Override
	public void close() {
		StoreFile file = this.file;
		this.file = null;
		if (file == null || file.closed()) {
			return;
		}
		try {
			takeBackUnconfirmed(file);
			file.facts().put(CLOSED, "true");
			file.commit();
			file.close();
			this.unconfirmed.clear();
		}
		catch (RuntimeException ex) {
			file.abandon();
			logger.warn("The registry's store {} was not closed in order; it goes on at a higher revision", this.path,
					ex);
		}
	}

	private StoredState load(StoreFile file) {
		Map<String, String> facts = file.facts();
		String epoch = facts.get(EPOCH);
		if (epoch == null) {
			epoch = this.epochs.get();
			facts.put(EPOCH, epoch);
			this.revision = 0;
		}
		else if (facts.containsKey(CLOSED)) {
			this.revision = number(facts, REVISION);
		}
		else {
			this.revision = number(facts, RESERVED);
			logger.info("The registry's store {} was not closed: going on at revision {} after {}", this.path,
					this.revision, number(facts, REVISION));
		}
		this.epoch = epoch;
		List<StoredInstance> instances = new ArrayList<>();
		file.instances().forEach((key, value) -> instances.add(StoreCodec.decodeInstance(value)));
		List<StoredService> services = new ArrayList<>();
		file.services().forEach((key, value) -> services.add(StoreCodec.decodeService(key, value)));
		List<StoredOverrides> overrides = new ArrayList<>();
		file.overrides().forEach((key, value) -> overrides.add(StoreCodec.decodeOverrides(key, value)));
		List<AuditEntry> entries = new ArrayList<>();
		file.audit().forEach((key, value) -> entries.add(StoreCodec.decodeEntry(key, value)));
		StoredState state = new StoredState(epoch, this.revision, facts.containsKey(COMPLETE), instances, services,
				overrides, entries);
		facts.remove(CLOSED);
		facts.put(REVISION, String.valueOf(this.revision));
		this.reserved = this.revision + BLOCK;
		facts.put(RESERVED, String.valueOf(this.reserved));
		file.commit();
		this.unconfirmed.clear();
		return state;
	}

	/**
	 * Returns the file, opened anew if a failure has closed it.
	 */
	private StoreFile usable(StoreFile file) {
		if (!file.closed()) {
			return file;
		}
		StoreFile reopened = StoreFile.open(this.path, this.fileSystem);
		if (!this.epoch.equals(reopened.facts().get(EPOCH))) {
			reopened.abandon();
			throw new StoreException("The file " + this.path + " is not the one that was opened", null);
		}
		return reopened;
	}

	private void takeBackUnconfirmed(StoreFile file) {
		this.unconfirmed.forEach((row, before) -> row.write(file, before.orElse(null)));
	}

	private void write(StoreFile file, StoreBatch batch) {
		for (StoredInstance instance : batch.puts()) {
			write(file, new Row(Table.INSTANCES, StoreCodec.key(instance.key())), StoreCodec.encode(instance));
		}
		batch.removals().forEach((key) -> write(file, new Row(Table.INSTANCES, StoreCodec.key(key)), null));
		for (StoredService service : batch.services()) {
			write(file, new Row(Table.SERVICES, StoreCodec.key(service.service())), StoreCodec.encode(service));
		}
		batch.forgotten().forEach((key) -> write(file, new Row(Table.SERVICES, StoreCodec.key(key)), null));
		for (StoredOverrides overrides : batch.overrides()) {
			write(file, new Row(Table.OVERRIDES, StoreCodec.key(overrides.key())), StoreCodec.encode(overrides));
		}
		batch.cleared().forEach((key) -> write(file, new Row(Table.OVERRIDES, StoreCodec.key(key)), null));
		for (AuditEntry entry : batch.entries()) {
			write(file, new Row(Table.AUDIT, StoreCodec.key(entry.number())), StoreCodec.encode(entry));
		}
		String firstEntry = StoreCodec.key(batch.firstEntry());
		for (String key = file.audit().firstKey(); key != null
				&& key.compareTo(firstEntry) < 0; key = file.audit().firstKey()) {
			write(file, new Row(Table.AUDIT, key), null);
		}
		file.facts().put(REVISION, String.valueOf(batch.revision()));
		if (batch.complete()) {
			file.facts().put(COMPLETE, "true");
		}
		else {
			file.facts().remove(COMPLETE);
		}
	}

	private void write(StoreFile file, Row row, byte @Nullable [] value) {
		this.unconfirmed.putIfAbsent(row, Optional.ofNullable(row.write(file, value)));
	}

	/**
	 * Reserves the next block while half of the current one is still unused, so that the
	 * reservation is on the disk several commits before it is needed.
	 */
	private long reserve(StoreFile file, long revision) {
		if (revision + BLOCK / 2 <= this.reserved) {
			return this.reserved;
		}
		long reserved = revision + BLOCK;
		file.facts().put(RESERVED, String.valueOf(reserved));
		return reserved;
	}

	private static long number(Map<String, String> facts, String fact) {
		String text = facts.get(fact);
		if (text == null) {
			throw new IllegalStateException("its " + fact + " is absent");
		}
		return Long.parseLong(text);
	}

	/**
	 * Where a value is stored.
	 */
	private record Row(Table table, String key) {

		byte @Nullable [] write(StoreFile file, byte @Nullable [] value) {
			Map<String, byte[]> rows = this.table.rows(file);
			return (value != null) ? rows.put(this.key, value) : rows.remove(this.key);
		}

	}

	private enum Table {

		INSTANCES, SERVICES, OVERRIDES, AUDIT;

		Map<String, byte[]> rows(StoreFile file) {
			return switch (this) {
				case INSTANCES -> file.instances();
				case SERVICES -> file.services();
				case OVERRIDES -> file.overrides();
				case AUDIT -> file.audit();
			};
		}

	}

}
