package io.movieinfo.registry.autoconfigure.grpc;

import java.net.URI;

import io.movieinfo.registry.protocol.ServiceKey;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ServiceTargetTests {

	@ParameterizedTest
	@CsvSource({ "registry:///user-service, own, user-service", "registry:/user-service, own, user-service",
			"registry:///User.Service, own, user.service", "registry://blue/user-service, blue, user-service" })
	void targetNamesAServiceAndPossiblyANamespace(URI target, String namespace, String service) {
		assertThat(ServiceTarget.service(target, "own")).isEqualTo(new ServiceKey(namespace, service));
	}

	@ParameterizedTest
	@CsvSource({ "registry:user-service, expected registry:///<service>",
			"registry://user-service, expected registry:///<service>", "registry:///, expected registry:///<service>",
			"registry:///user-service?zone=a, expected registry:///<service>", "registry:///users/1, 'users/1'",
			"registry:///user_service, write registry:///user-service",
			"registry://blue/user_service, write registry://blue/user-service",
			"registry://blue:80/user-service, 'blue:80'", "registry:///-, '-'" })
	void otherTargetsAreRefusedAndTheMessageSaysWhatToWrite(URI target, String expected) {
		assertThatIllegalArgumentException().isThrownBy(() -> ServiceTarget.service(target, "own"))
			.withMessageContaining("'" + target + "'")
			.withMessageContaining(expected);
	}

}
