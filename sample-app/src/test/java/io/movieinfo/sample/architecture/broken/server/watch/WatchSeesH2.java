package io.movieinfo.sample.architecture.broken.server.watch;

import org.h2.mvstore.MVStore;

/**
 * Breaks a rule on purpose.
 */
public final class WatchSeesH2 {

	Object seen() {
		return MVStore.class;
	}

}
