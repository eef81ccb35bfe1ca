package io.movieinfo.sample.architecture.broken.autoconfigure.cloud;

import java.util.List;

/**
 * Breaks a rule on purpose, together with another class.
 */
public final class OtherSeesBothKinds {

	Object seen() {
		return List.of(ServiceInstance.class, io.movieinfo.sample.architecture.broken.protocol.ServiceInstance.class);
	}

}
