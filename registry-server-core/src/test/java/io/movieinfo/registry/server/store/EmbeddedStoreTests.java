package io.movieinfo.registry.server.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.movieinfo.registry.protocol.Overrides;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.StringDataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class EmbeddedStoreTests extends RegistryStoreContract {

	@TempDir
	@SuppressWarnings("NullAway.Init") // JUnit sets it before anything else
	static Path directories;

	private static int number;

	private final Path directory = nextDirectory();

	private final Path file = this.directory.resolve("registry.db");

	private final EmbeddedStore embedded = new EmbeddedStore(this.directory);

	@AfterEach
	void closeEmbedded() {
		this.embedded.close();
	}

	@Override
	RegistryStore store() {
		return new EmbeddedStore(nextDirectory());
	}

	@Test
	void uncleanStopGoesOnAboveTheReservedBlockWithTheSameEpoch() throws IOException {
		StoredState first = this.embedded.open();
		this.embedded.commit(puts(0, 3, instance("a", 3)));
		try (EmbeddedStore survivor = new EmbeddedStore(copyWhileOpen())) {
			StoredState second = survivor.open();
			assertThat(second.epoch()).isEqualTo(first.epoch());
			assertThat(second.revision()).isEqualTo(EmbeddedStore.BLOCK);
			assertThat(second.instances()).containsExactly(instance("a", 3));
			survivor.commit(puts(second.revision(), second.revision() + 1, instance("b", second.revision() + 1)));
		}
	}

	@Test
	void uncleanStopRightAfterOpenGoesOnAboveTheNewBlock() throws IOException {
		this.embedded.open();
		this.embedded.commit(puts(0, 3, instance("a", 3)));
		this.embedded.close();
		assertThat(this.embedded.open().revision()).isEqualTo(3);
		try (EmbeddedStore survivor = new EmbeddedStore(copyWhileOpen())) {
			assertThat(survivor.open().revision()).isEqualTo(3 + EmbeddedStore.BLOCK);
		}
	}

	@Test
	void reservationIsStoredLongBeforeItIsUsed() throws IOException {
		this.embedded.open();
		long revision = 0;
		for (long next : new long[] { 4_000, 4_999, 6_000, 11_000, 50_000, 50_001 }) {
			this.embedded.commit(puts(revision, next, instance("a", next)));
			revision = next;
			try (EmbeddedStore survivor = new EmbeddedStore(copyWhileOpen())) {
				assertThat(survivor.open().revision()).isGreaterThanOrEqualTo(next + EmbeddedStore.BLOCK / 2);
			}
		}
	}

	@Test
	void fileThatIsOpenElsewhereIsRefused() {
		this.embedded.open();
		StoreOpenException refused = openFails(this.directory);
		assertThat(refused).hasMessageContaining("in use by another server").hasMessageContaining(this.file.toString());
		assertThat(refused.location()).isEqualTo(this.file.toString());
		assertThat(refused.action()).contains("data directory of its own");
		this.embedded.commit(puts(0, 1, instance("a", 1)));
	}

	@Test
	void nothingIsConfirmedOnceTheFileIsDeleted() throws IOException {
		this.embedded.open();
		this.embedded.commit(puts(0, 1, instance("a", 1)));
		Files.delete(this.file);
		assertThatExceptionOfType(StoreException.class)
			.isThrownBy(() -> this.embedded.commit(puts(1, 2, instance("b", 2))))
			.withMessageContaining(this.file.toString())
			.withMessageContaining("deleted");
	}

	@Test
	void newerFormatIsRefusedAndLeftAlone() throws IOException {
		this.embedded.open();
		this.embedded.commit(puts(0, 1, instance("a", 1)));
		this.embedded.close();
		try (MVStore raw = new MVStore.Builder().fileName(this.file.toString()).open()) {
			openTexts(raw).put("format", "2");
		}
		byte[] before = Files.readAllBytes(this.file);
		StoreOpenException refused = openFails(this.directory);
		assertThat(refused).hasMessageContaining("newer version")
			.hasMessageContaining("format 2")
			.hasMessageContaining("format 1");
		assertThat(Files.readAllBytes(this.file)).isEqualTo(before);
	}

	@Test
	void fileOfSomebodyElseIsRefusedAndLeftAlone() throws IOException {
		Files.createDirectories(this.directory);
		try (MVStore raw = new MVStore.Builder().fileName(this.file.toString()).open()) {
			raw.<String, String>openMap("other").put("key", "value");
		}
		byte[] before = Files.readAllBytes(this.file);
		assertThat(openFails(this.directory)).hasMessageContaining("no registry's store");
		assertThat(Files.readAllBytes(this.file)).isEqualTo(before);
	}

	@Test
	void textFileIsRefusedAndLeftAlone() throws IOException {
		Files.createDirectories(this.directory);
		Files.writeString(this.file, "no store\n".repeat(2_000));
		byte[] before = Files.readAllBytes(this.file);
		StoreOpenException refused = openFails(this.directory);
		assertThat(refused).hasMessageContaining("damaged");
		assertThat(refused.action()).contains("backup").contains("left as it is");
		assertThat(Files.readAllBytes(this.file)).isEqualTo(before);
	}

	@Test
	void fileWhoseContentIsGoneIsRefusedAndLeftAlone() throws IOException {
		fill();
		overwrite(8192, (int) Files.size(this.file) - 8192);
		byte[] before = Files.readAllBytes(this.file);
		assertThat(openFails(this.directory)).hasMessageContaining("damaged");
		assertThat(Files.readAllBytes(this.file)).isEqualTo(before);
	}

	@Test
	void fileWhoseHeadersAreGoneIsRefusedAndLeftAlone() throws IOException {
		fill();
		overwrite(0, 8192);
		byte[] before = Files.readAllBytes(this.file);
		assertThat(openFails(this.directory)).hasMessageContaining("damaged");
		assertThat(Files.readAllBytes(this.file)).isEqualTo(before);
	}

	@Test
	void valueThatCannotBeReadIsRefusedAndLeftAlone() throws IOException {
		fill();
		try (MVStore raw = new MVStore.Builder().fileName(this.file.toString()).open()) {
			openValues(raw).put("default/movie-service/x", new byte[] { '{' });
		}
		byte[] before = Files.readAllBytes(this.file);
		assertThat(openFails(this.directory)).hasMessageContaining("damaged");
		assertThat(Files.readAllBytes(this.file)).isEqualTo(before);
	}

	@Test
	void emptyFileIsANewStore() throws IOException {
		Files.createDirectories(this.directory);
		Files.createFile(this.file);
		assertThat(this.embedded.open().revision()).isZero();
	}

	@Test
	void directoryThatCannotBeMadeIsRefused() throws IOException {
		Files.createDirectories(this.directory.getParent());
		Files.writeString(this.directory, "a file where the directory should be");
		StoreOpenException refused = openFails(this.directory);
		assertThat(refused).hasMessageContaining("cannot be created");
		assertThat(refused.action()).contains("write to that directory");
	}

	@Test
	void unknownFieldsOfANewerMinorVersionAreIgnored() {
		fill();
		try (MVStore raw = new MVStore.Builder().fileName(this.file.toString()).open()) {
			openValues(raw).put("default/movie-service/a",
					"{\"instance\":{\"name\":\"movie-service\",\"id\":\"a\",\"address\":\"10.0.0.1\",\"port\":1,\"health\":\"healthy\",\"incarnation\":1,\"new\":1},\"start_ids\":[\"s\"],\"overrides\":{}}"
						.getBytes(StandardCharsets.UTF_8));
			openTexts(raw).put("new", "fact");
		}
		assertThat(this.embedded.open().instances()).anyMatch((instance) -> instance.content().port() == 1);
	}

	@Test
	void fileOfTheVersionBeforeOverridesGoesOn() throws IOException {
		Files.createDirectories(this.directory);
		try (MVStore raw = new MVStore.Builder().fileName(this.file.toString()).open()) {
			openTexts(raw).putAll(Map.of("format", "1", "epoch", "e1", "revision", "7", "reserved", "10000", "closed",
					"true", "complete", "true"));
			openValues(raw).put("default/movie-service/a",
					"{\"instance\":{\"namespace\":\"default\",\"name\":\"movie-service\",\"id\":\"a\",\"address\":\"10.0.0.1\",\"port\":8080,\"secure\":false,\"weight\":100,\"tags\":[],\"meta\":{},\"health\":\"healthy\",\"enabled\":true,\"draining\":false,\"incarnation\":7},\"start_ids\":[\"start-7\"]}"
						.getBytes(StandardCharsets.UTF_8));
		}
		StoredState state = this.embedded.open();
		assertThat(state.revision()).isEqualTo(7);
		assertThat(state.complete()).isTrue();
		assertThat(state.instances()).containsExactly(instance("a", 7));
		assertThat(state.overrides()).isEmpty();
		assertThat(state.entries()).isEmpty();
		StoredOverrides overrides = new StoredOverrides(key("a"),
				new Overrides(1, null, Map.of(), "alice", "because", Instant.EPOCH), null);
		this.embedded.commit(new StoreBatch(7, 8, true, List.of(instance("b", 8)), List.of(), List.of(), List.of(),
				List.of(overrides), List.of(), List.of(entry(1)), 1));
		this.embedded.close();
		StoredState next = this.embedded.open();
		assertThat(next.instances()).containsExactlyInAnyOrder(instance("a", 7), instance("b", 8));
		assertThat(next.overrides()).containsExactly(overrides);
		assertThat(next.entries()).containsExactly(entry(1));
	}

	@Test
	void failedCommitOfOperatorsStateIsTakenBack() {
		FaultyFilePath.install();
		EmbeddedStore faulty = new EmbeddedStore(this.directory, FaultyFilePath.SCHEME + ":", () -> "e1");
		faulty.open();
		faulty.commit(entries(List.of(entry(1), entry(2)), 1));
		FaultyFilePath.failSyncs = true;
		StoredOverrides overrides = new StoredOverrides(key("a"),
				new Overrides(1, null, Map.of(), "alice", "because", Instant.EPOCH), null);
		assertThatExceptionOfType(StoreException.class).isThrownBy(() -> faulty.commit(new StoreBatch(0, 0, false,
				List.of(), List.of(), List.of(), List.of(), List.of(overrides), List.of(), List.of(entry(3)), 2)));
		FaultyFilePath.install();
		faulty.commit(entries(List.of(), 1));
		faulty.close();
		StoredState state = this.embedded.open();
		assertThat(state.overrides()).isEmpty();
		assertThat(state.entries()).containsExactly(entry(1), entry(2));
	}

	@Test
	void failedWriteIsNotStoredAndTheNextCommitWorks() {
		failedCommitIsNotStoredAndTheNextCommitWorks(() -> FaultyFilePath.failWrites = true);
	}

	@Test
	void failedSyncIsTakenBackByTheNextCommit() {
		failedCommitIsNotStoredAndTheNextCommitWorks(() -> FaultyFilePath.failSyncs = true);
	}

	@Test
	void fileStaysSmallOverManyCommits() throws IOException {
		FaultyFilePath.install();
		FaultyFilePath.skipSyncs = true;
		EmbeddedStore busy = new EmbeddedStore(this.directory, FaultyFilePath.SCHEME + ":", () -> "e1");
		busy.open();
		long revision = 0;
		long largest = 0;
		for (int i = 0; i < 20_000; i++) {
			revision++;
			busy.commit(puts(revision - 1, revision, instance("i" + (int) (i * 7919L % 500), revision)));
			if (i % 100 == 0) {
				largest = Math.max(largest, Files.size(this.file));
			}
		}
		assertThat(largest).as("500 instances of about 250 bytes").isLessThan(4 * 1024 * 1024);
		busy.close();
		assertThat(this.embedded.open().instances()).hasSize(500);
	}

	@Test
	void fileStaysSmallOverManyLargeCommits() throws IOException {
		FaultyFilePath.install();
		FaultyFilePath.skipSyncs = true;
		EmbeddedStore busy = new EmbeddedStore(this.directory, FaultyFilePath.SCHEME + ":", () -> "e1");
		busy.open();
		for (int i = 0; i < 400; i++) {
			StoredInstance[] many = new StoredInstance[64];
			for (int j = 0; j < many.length; j++) {
				many[j] = instance("i" + (i * many.length + j) * 7919L % 10_007, i);
			}
			busy.commit(puts(i, i + 1, many));
		}
		busy.close();
		assertThat(Files.size(this.file)).as("10,000 instances of about 250 bytes").isLessThan(24 * 1024 * 1024);
		assertThat(this.embedded.open().instances()).hasSize(10_007);
	}

	private void failedCommitIsNotStoredAndTheNextCommitWorks(Runnable fault) {
		FaultyFilePath.install();
		EmbeddedStore faulty = new EmbeddedStore(this.directory, FaultyFilePath.SCHEME + ":", () -> "e1");
		faulty.open();
		faulty.commit(puts(0, 2, instance("a", 1), instance("b", 2)));
		fault.run();
		StoreBatch failing = batch(2, 5, false, List.of(instance("a", 3), instance("c", 4)), List.of(key("b")),
				List.of(), List.of());
		for (int i = 0; i < 3; i++) {
			assertThatExceptionOfType(StoreException.class).isThrownBy(() -> faulty.commit(failing))
				.withMessageContaining("could not be written");
		}
		FaultyFilePath.install();
		faulty.commit(puts(2, 3, instance("d", 3)));
		faulty.close();
		StoredState state = this.embedded.open();
		assertThat(state.instances()).containsExactlyInAnyOrder(instance("a", 1), instance("b", 2), instance("d", 3));
		assertThat(state.revision()).isEqualTo(3);
	}

	private static MVMap<String, String> openTexts(MVStore raw) {
		return raw.openMap("facts", new MVMap.Builder<String, String>().keyType(StringDataType.INSTANCE)
			.valueType(StringDataType.INSTANCE));
	}

	private static MVMap<String, byte[]> openValues(MVStore raw) {
		return raw.openMap("instances", new MVMap.Builder<String, byte[]>().keyType(StringDataType.INSTANCE)
			.valueType(ByteArrayDataType.INSTANCE));
	}

	private void fill() {
		this.embedded.open();
		long revision = 0;
		for (int i = 0; i < 20; i++) {
			revision++;
			this.embedded.commit(puts(revision - 1, revision, instance("i" + i, revision)));
		}
		this.embedded.close();
	}

	private void overwrite(long from, int length) throws IOException {
		try (FileChannel channel = FileChannel.open(this.file, StandardOpenOption.WRITE)) {
			channel.write(ByteBuffer.allocate(length), from);
		}
	}

	private Path copyWhileOpen() throws IOException {
		Path copy = nextDirectory();
		Files.createDirectories(copy);
		Files.copy(this.file, copy.resolve("registry.db"));
		return copy;
	}

	private static StoreOpenException openFails(Path directory) {
		return catchThrowableOfType(StoreOpenException.class, () -> {
			try (EmbeddedStore store = new EmbeddedStore(directory)) {
				store.open();
			}
		});
	}

	private static Path nextDirectory() {
		number++;
		return directories.resolve("data-" + number).resolve("nested");
	}

}
