package io.movieinfo.registry.server.journal;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.ServiceKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the log says of what happens.
 */
class JournalLogTests {

	private final Logger logger = (Logger) LoggerFactory.getLogger(Journal.class);

	private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

	private long now;

	private final JournalLog log = new JournalLog(() -> this.now);

	@BeforeEach
	void listen() {
		this.logger.setLevel(Level.INFO);
		this.lines.start();
		this.logger.addAppender(this.lines);
	}

	@AfterEach
	void leave() {
		this.logger.detachAppender(this.lines);
		this.logger.setLevel(null);
	}

	@Test
	void whatOperatorsActOnIsToldOnceAndTheRestOnlyInDetail() {
		this.log.add(List.of(note(Note.Kind.HEALTH, 1), note(Note.Kind.SUSPECT, 2), note(Note.Kind.UPDATED, 3),
				note(Note.Kind.GUARD_ENGAGED, 4)));
		assertThat(this.lines.list).extracting(ILoggingEvent::getFormattedMessage)
			.containsExactly("health of {} i-1", "guard-engaged of {} i-4");
		assertThat(this.lines.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.INFO, Level.WARN);
		this.logger.setLevel(Level.DEBUG);
		this.log.add(List.of(note(Note.Kind.SUSPECT, 5)));
		assertThat(this.lines.list.get(2).getFormattedMessage()).isEqualTo("suspect of {} i-5");
	}

	@Test
	void massEventIsABoundedNumberOfLinesAndANumber() {
		this.log.add(IntStream.range(0, 10_000).mapToObj((i) -> note(Note.Kind.HEALTH, i)).toList());
		this.log.add(List.of(note(Note.Kind.GUARD_ENGAGED, 0)));
		assertThat(this.lines.list).hasSize(JournalLog.MOST + 1);
		assertThat(this.lines.list.get(JournalLog.MOST).getLevel()).as("other kinds are told all the same")
			.isEqualTo(Level.WARN);
		this.now += Duration.ofSeconds(10).toNanos();
		this.log.tick();
		assertThat(this.lines.list.get(JournalLog.MOST + 1).getFormattedMessage())
			.isEqualTo("9900 more of the kind 'health' within 10 s");
		this.log.tick();
		this.log.add(List.of(note(Note.Kind.HEALTH, 1)));
		assertThat(this.lines.list).hasSize(JournalLog.MOST + 3);
	}

	private static Note note(Note.Kind kind, int id) {
		InstanceKey key = new InstanceKey(new ServiceKey("default", "movies"), "i-" + id);
		return Note.of(kind, key, null, null, kind.wireName() + " of {} " + key.id());
	}

}
