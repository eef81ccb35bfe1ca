package io.movieinfo.sample.faults;

import io.movieinfo.sample.process.CheckFailedException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is read of {@code jcmd GC.class_histogram}.
 */
class LiveHeapTests {

	@Test
	void classesAreAddedUpWithoutWhatFillsGaps() {
		LiveHeap heap = LiveHeap.parse("""
				4711:
				 num     #instances         #bytes  class name (module)
				-------------------------------------------------------
				   1:         30441        3000000  [I (java.base@17.0.15)
				   2:         30441        2000000  [B (java.base@17.0.15)
				   3:           100           2400  io.movieinfo.registry.protocol.ServiceKey
				Total         60982        5002400
				""");
		assertThat(heap.bytes()).isEqualTo(2_002_400);
	}

	@Test
	void anythingElseIsRefused() {
		assertThatExceptionOfType(CheckFailedException.class).isThrownBy(() -> LiveHeap.parse("no such process"))
			.withMessageContaining("no such process");
	}

}
