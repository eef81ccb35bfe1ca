package io.movieinfo.registry.autoconfigure.grpc;

import java.util.EnumSet;
import java.util.Set;

import io.grpc.Status;
import io.grpc.Status.Code;
import io.movieinfo.registry.balancer.Outcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class StatusOutcomeTests {

	private static final Set<Code> FAILURES = EnumSet.of(Code.UNAVAILABLE, Code.DEADLINE_EXCEEDED, Code.INTERNAL,
			Code.UNKNOWN, Code.DATA_LOSS, Code.RESOURCE_EXHAUSTED);

	@ParameterizedTest
	@EnumSource
	void whatTheInstanceIsToBlameForIsAFailure(Code code) {
		Outcome expected = FAILURES.contains(code) ? Outcome.FAILURE
				: (code == Code.CANCELLED) ? Outcome.CANCELLED : Outcome.SUCCESS;
		assertThat(StatusOutcome.of(Status.fromCode(code))).isEqualTo(expected);
	}

}
