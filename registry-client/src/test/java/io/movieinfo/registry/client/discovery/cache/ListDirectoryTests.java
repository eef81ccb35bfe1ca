package io.movieinfo.registry.client.discovery.cache;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.ServiceKey;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

class ListDirectoryTests {

	static final URI URL = URI.create("http://localhost:8761");

	private static final ServiceKey USERS = new ServiceKey("blue", "user-service");

	private final Logger logger = (Logger) LoggerFactory.getLogger(ListCache.class);

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	private final Path base;

	private final Path path;

	private final ListDirectory directory;

	ListDirectoryTests(@TempDir Path base) {
		this.base = base.resolve("caches");
		this.path = this.base.resolve("home-service");
		this.directory = open();
	}

	@BeforeEach
	void captureLog() {
		this.log.start();
		this.logger.addAppender(this.log);
	}

	@AfterEach
	void close() {
		this.directory.close();
		this.logger.detachAppender(this.log);
	}

	@Test
	void listsComeBackByService() {
		KeptList movies = Lists.list(Lists.MOVIES, 3, 2);
		KeptList users = Lists.list(USERS, 4, 1);
		assertThat(this.directory.write(List.of(movies, users))).isEmpty();
		ListDirectory later = open();
		assertThat(later.read(Lists.MOVIES)).contains(movies);
		assertThat(later.read(USERS)).contains(users);
		assertThat(later.read(new ServiceKey("default", "user-service"))).isEmpty();
		assertThat(warnings()).isEmpty();
	}

	@Test
	void readingMakesNothing() {
		assertThat(this.directory.read(Lists.MOVIES)).isEmpty();
		assertThat(this.base).doesNotExist();
	}

	@Test
	void emptyListIsNotKeptAndTakesTheFormerOneAway() throws IOException {
		this.directory.write(List.of(Lists.list(Lists.MOVIES, 3, 2)));
		this.directory.write(List.of(Lists.list(Lists.MOVIES, 4, 0)));
		assertThat(this.directory.read(Lists.MOVIES)).isEmpty();
		assertThat(files()).containsExactly("lock");
	}

	@Test
	void onlyTheOwnerMayReadWhatIsWritten() throws IOException {
		if (!this.path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
			return;
		}
		this.directory.write(List.of(Lists.list(Lists.MOVIES, 3, 2)));
		assertThat(mode(this.path)).isEqualTo("rwx------");
		Path likeTheBase = Files.createDirectory(this.base.resolveSibling("another"));
		assertThat(mode(this.base)).isEqualTo(mode(likeTheBase));
		assertThat(files()).containsExactly("default_movie-service.json", "lock")
			.allSatisfy((file) -> assertThat(mode(this.path.resolve(file))).isEqualTo("rw-------"));
	}

	@Test
	void directoryOfAnotherUserIsNotSafe() throws IOException {
		Files.createDirectories(this.path, PrivateFiles.DIRECTORY.in(this.path));
		if (!this.base.getFileSystem().supportedFileAttributeViews().contains("posix")) {
			return;
		}
		String owner = Files.getOwner(this.path).getName();
		assertThat(new OwnDirectory(this.path, () -> Optional.of(owner)).isSafe()).isTrue();
		assertThat(new OwnDirectory(this.path, () -> Optional.of(owner + "x")).isSafe()).isFalse();
		assertThat(warnings()).singleElement().asString().contains("'" + owner + "'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "rwxrwx---", "rwx----w-" })
	void directoryThatOthersCanWriteIntoIsNeitherReadNorWritten(String mode) throws IOException {
		if (!this.base.getFileSystem().supportedFileAttributeViews().contains("posix")) {
			return;
		}
		KeptList list = Lists.list(Lists.MOVIES, 3, 2);
		this.directory.write(List.of(list));
		Files.setPosixFilePermissions(this.path, PosixFilePermissions.fromString(mode));
		KeptList next = Lists.list(Lists.MOVIES, 4, 1);
		assertThat(this.directory.write(List.of(next))).containsExactly(next);
		assertThat(this.directory.read(Lists.MOVIES)).isEmpty();
		assertThat(warnings()).singleElement().asString().contains(this.path.toString(), "others than this user");
		Files.setPosixFilePermissions(this.path, PosixFilePermissions.fromString("rwx------"));
		assertThat(this.directory.read(Lists.MOVIES)).contains(list);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{\"format\":\"movieinfo-re", "no list at all", "{\"format\":\"another\"}",
			"{\"format\":\"movieinfo-registry-list\",\"version\":2}" })
	void fileThatCannotBeUsedIsSetAsideWithOneWarning(String content) throws IOException {
		Path file = write(content);
		assertThat(this.directory.read(Lists.MOVIES)).isEmpty();
		assertThat(this.directory.read(Lists.MOVIES)).isEmpty();
		Path aside = file.resolveSibling("default_movie-service.json.corrupt");
		assertThat(file).doesNotExist();
		assertThat(aside).hasContent(content);
		assertThat(warnings()).singleElement()
			.asString()
			.contains("'movie-service'", file.toString(), aside.toString(), "cannot be used");
		KeptList list = Lists.list(Lists.MOVIES, 3, 2);
		this.directory.write(List.of(list));
		assertThat(this.directory.read(Lists.MOVIES)).contains(list);
	}

	@Test
	void onlyTheLatestUnusableFileIsLeft() throws IOException {
		write("one");
		this.directory.read(Lists.MOVIES);
		write("two");
		this.directory.read(Lists.MOVIES);
		assertThat(files()).containsExactly("default_movie-service.json.corrupt", "lock");
		assertThat(this.path.resolve("default_movie-service.json.corrupt")).hasContent("two");
	}

	@Test
	void hugeFileIsNotReadToItsEnd() throws IOException {
		Path file = write("{");
		try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
			sparse.setLength(1L << 36);
		}
		assertThat(this.directory.read(Lists.MOVIES)).isEmpty();
		assertThat(warnings()).singleElement().asString().contains("more than 67108864 bytes");
	}

	@Test
	void directoryInTheFilesPlaceIsSetAside() throws IOException {
		Path file = this.path.resolve("default_movie-service.json");
		Files.createDirectories(file.resolve("full"), PrivateFiles.DIRECTORY.in(this.path));
		assertThat(this.directory.read(Lists.MOVIES)).isEmpty();
		assertThat(file).doesNotExist();
		assertThat(warnings()).hasSize(1);
	}

	@Test
	void oneListThatCannotBeWrittenHarmsNoOther() throws IOException {
		Files.createDirectories(this.path.resolve("default_movie-service.json").resolve("full"),
				PrivateFiles.DIRECTORY.in(this.path));
		KeptList users = Lists.list(USERS, 4, 1);
		KeptList movies = Lists.list(Lists.MOVIES, 3, 2);
		assertThat(this.directory.write(List.of(movies, users))).containsExactly(movies);
		assertThat(this.directory.read(USERS)).contains(users);
		assertThat(warnings()).hasSize(1);
		assertThat(files()).noneMatch((file) -> file.endsWith(".tmp"));
	}

	@Test
	void directoryThatCannotBeMadeIsWarnedOfOnceUntilItCan() throws IOException {
		// a file in its place refuses the superuser too
		Files.writeString(this.base, "in the way");
		assertThat(this.directory.read(Lists.MOVIES)).isEmpty();
		KeptList list = Lists.list(Lists.MOVIES, 3, 2);
		assertThat(this.directory.write(List.of(list))).containsExactly(list);
		this.directory.write(List.of(list));
		assertThat(warnings()).hasSize(2);
		assertThat(warnings().get(0)).contains(this.path.toString(), "cannot be read");
		assertThat(warnings().get(1)).contains(this.path.toString(), "cannot be kept");
		Files.delete(this.base);
		assertThat(this.directory.write(List.of(list))).isEmpty();
		assertThat(this.directory.read(Lists.MOVIES)).contains(list);
		assertThat(warnings()).hasSize(2);
	}

	@Test
	void listOfAnotherRegistryIsLeftAloneUntilItIsReplaced() {
		ListDirectory other = new ListDirectory(this.path,
				new ListFormat(List.of(URI.create("http://elsewhere:8761"))));
		this.directory.write(List.of(Lists.list(Lists.MOVIES, 3, 2)));
		assertThat(other.read(Lists.MOVIES)).isEmpty();
		assertThat(this.directory.read(Lists.MOVIES)).isPresent();
		assertThat(messages(Level.INFO)).singleElement().asString().contains("other URLs");
		assertThat(warnings()).isEmpty();
	}

	@Test
	void secondClientOfTheProcessReadsAndTakesOverWhenTheFirstEnds() {
		KeptList first = Lists.list(Lists.MOVIES, 3, 2);
		KeptList second = Lists.list(Lists.MOVIES, 9, 1);
		ListDirectory another = open();
		this.directory.write(List.of(first));
		assertThat(another.write(List.of(second))).containsExactly(second);
		assertThat(another.write(List.of(second))).containsExactly(second);
		assertThat(another.read(Lists.MOVIES)).contains(first);
		assertThat(messages(Level.INFO)).singleElement().asString().contains("takes over", this.path.toString());
		this.directory.close();
		assertThat(another.write(List.of(second))).isEmpty();
		assertThat(another.read(Lists.MOVIES)).contains(second);
		another.close();
	}

	@Test
	void secondProcessReadsWholeListsAndTakesOverWhenTheFirstIsKilled() throws IOException {
		// later than whatever the other one gets to
		KeptList own = Lists.list(Lists.MOVIES, Integer.MAX_VALUE, 1);
		try (WritingProcess first = WritingProcess.start(this.path)) {
			assertThat(first).isNotNull();
			assertThat(this.directory.write(List.of(own))).containsExactly(own);
			for (int i = 0; i < 50; i++) {
				assertWhole(this.directory.read(Lists.MOVIES));
			}
		}
		assertWhole(this.directory.read(Lists.MOVIES));
		// the system may free a dead process's lock a moment later
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> this.directory.write(List.of(own)).isEmpty());
		assertThat(this.directory.read(Lists.MOVIES)).contains(own);
		assertThat(files()).containsExactly("default_movie-service.json", "lock");
		assertThat(warnings()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "a, 3, 0, 9", "a, 30, -5, 30", "b, 30, -5, 9", "b, 3, 5, 3" })
	void clientThatTakesOverOverwritesNoListThatTheRegistryToldLater(String epoch, long revision, long secondsLater,
			long left) {
		ListDirectory another = open();
		KeptList pending = new KeptList(Lists.MOVIES, new Cursor(epoch, revision),
				Lists.AS_OF.plusSeconds(secondsLater), Lists.list(Lists.MOVIES, revision, 2).instances());
		this.directory.write(List.of(Lists.list(Lists.MOVIES, 9, 1)));
		assertThat(another.write(List.of(pending))).containsExactly(pending);
		this.directory.close();
		assertThat(another.write(List.of(pending))).isEmpty();
		assertThat(another.read(Lists.MOVIES))
			.hasValueSatisfying((list) -> assertThat(list.cursor().revision()).isEqualTo(left));
		another.close();
	}

	@Test
	void fileThatCannotBeReadStaysAndIsWarnedOfOnce() throws IOException {
		Files.createDirectories(this.path, PrivateFiles.DIRECTORY.in(this.path));
		Path file = this.path.resolve("default_movie-service.json");
		// the superuser reads every file, but nobody follows a link to itself
		Files.createSymbolicLink(file, file);
		assertThat(this.directory.read(Lists.MOVIES)).isEmpty();
		assertThat(this.directory.read(Lists.MOVIES)).isEmpty();
		assertThat(file).isSymbolicLink();
		assertThat(warnings()).singleElement().asString().contains("cannot be read");
	}

	@Test
	void whatAKilledProcessLeftUnfinishedIsRemoved() throws IOException {
		Files.createDirectories(this.path, PrivateFiles.DIRECTORY.in(this.path));
		Files.writeString(this.path.resolve("default_movie-service.json123.tmp"), "{\"form");
		this.directory.write(List.of(Lists.list(Lists.MOVIES, 3, 2)));
		assertThat(files()).containsExactly("default_movie-service.json", "lock");
	}

	private ListDirectory open() {
		return new ListDirectory(this.path, new ListFormat(List.of(URL)));
	}

	private Path write(String content) throws IOException {
		Files.createDirectories(this.path, PrivateFiles.DIRECTORY.in(this.path));
		return Files.write(this.path.resolve("default_movie-service.json"), content.getBytes(StandardCharsets.UTF_8));
	}

	private List<String> files() throws IOException {
		try (Stream<Path> files = Files.list(this.path)) {
			return files.map((file) -> file.getFileName().toString()).sorted().toList();
		}
	}

	private List<String> warnings() {
		return messages(Level.WARN);
	}

	private List<String> messages(Level level) {
		return this.log.list.stream()
			.filter((event) -> event.getLevel() == level)
			.map(ILoggingEvent::getFormattedMessage)
			.toList();
	}

	private static String mode(Path path) throws IOException {
		return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
	}

	private static void assertWhole(Optional<KeptList> read) {
		assertThat(read).hasValueSatisfying((list) -> assertThat(list.instances()).hasSize(WritingProcess.SIZE)
			.allSatisfy((instance) -> assertThat(instance.incarnation()).isEqualTo(list.cursor().revision())));
	}

}
