package io.movieinfo.registry.client.discovery.cache;

import java.io.IOException;
import java.io.RandomAccessFile;
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
import io.movieinfo.registry.protocol.ServiceKey;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

class ListDirectoryTests {

	static final String URL = "http://localhost:8761";

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
		assertThat(mode(this.base)).isEqualTo("rwx------");
		assertThat(files()).containsExactly("default_movie-service.json", "lock")
			.allSatisfy((file) -> assertThat(mode(this.path.resolve(file))).isEqualTo("rw-------"));
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
		Files.createDirectories(file.resolve("full"));
		assertThat(this.directory.read(Lists.MOVIES)).isEmpty();
		assertThat(file).doesNotExist();
		assertThat(warnings()).hasSize(1);
	}

	@Test
	void oneListThatCannotBeWrittenHarmsNoOther() throws IOException {
		Files.createDirectories(this.path.resolve("default_movie-service.json").resolve("full"));
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
		assertThat(warnings()).singleElement().asString().contains(this.path.toString(), "cannot be kept");
		Files.delete(this.base);
		assertThat(this.directory.write(List.of(list))).isEmpty();
		assertThat(this.directory.read(Lists.MOVIES)).contains(list);
		assertThat(warnings()).hasSize(1);
	}

	@Test
	void listOfAnotherRegistryIsLeftAloneUntilItIsReplaced() {
		ListDirectory other = new ListDirectory(this.path, new ListFormat(List.of("http://elsewhere:8761")));
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
		KeptList own = Lists.list(Lists.MOVIES, 9, 1);
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

	@Test
	void whatAKilledProcessLeftUnfinishedIsRemoved() throws IOException {
		Files.createDirectories(this.path);
		Files.writeString(this.path.resolve("default_movie-service.json123.tmp"), "{\"form");
		this.directory.write(List.of(Lists.list(Lists.MOVIES, 3, 2)));
		assertThat(files()).containsExactly("default_movie-service.json", "lock");
	}

	private ListDirectory open() {
		return new ListDirectory(this.path, new ListFormat(List.of(URL)));
	}

	private Path write(String content) throws IOException {
		Files.createDirectories(this.path);
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
