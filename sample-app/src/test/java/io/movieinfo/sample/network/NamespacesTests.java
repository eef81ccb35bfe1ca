package io.movieinfo.sample.network;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which namespaces are nobody's any more.
 */
class NamespacesTests {

	/** Above what Linux gives to processes. */
	private static final long NOBODY = 4_194_305;

	@Test
	void namespaceOfAProcessThatLivesIsNoLeftOver() {
		assertThat(Namespaces.isLeftOver(Namespaces.name(1, "server"))).isFalse();
	}

	@Test
	void namespaceOfAProcessThatIsGoneIsALeftOver() {
		String name = Namespaces.name(1, "host-1");
		String pid = Long.toString(ProcessHandle.current().pid());
		assertThat(Namespaces.isLeftOver(name.replace(pid, Long.toString(NOBODY)))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "server", "movieinfo", "movieinfo-server", "movieinfo-x-1-server", "my-movieinfo-4194305-1-a" })
	void namespaceOfSomebodyElseIsNoLeftOver(String name) {
		assertThat(Namespaces.isLeftOver(name)).isFalse();
	}

}
