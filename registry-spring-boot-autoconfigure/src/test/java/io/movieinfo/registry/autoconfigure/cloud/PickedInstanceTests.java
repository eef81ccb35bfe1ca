package io.movieinfo.registry.autoconfigure.cloud;

import java.net.ConnectException;
import java.net.URI;
import java.util.Map;

import io.movieinfo.registry.balancer.Outcome;
import io.movieinfo.registry.balancer.PickContext;
import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.CompletionContext;
import org.springframework.cloud.client.loadbalancer.DefaultRequest;
import org.springframework.cloud.client.loadbalancer.DefaultResponse;
import org.springframework.cloud.client.loadbalancer.EmptyResponse;
import org.springframework.web.servlet.function.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;

class PickedInstanceTests {

	private final FakeRegistryBalancer registry = new FakeRegistryBalancer().with("user-service", 9001);

	private final PickedInstance picked = new PickedInstance(this.registry,
			this.registry.pick(new ServiceKey("default", "user-service"), PickContext.NONE));

	private final OutcomeLifecycle lifecycle = new OutcomeLifecycle();

	@Test
	void outcomeIsReportedOnce() {
		this.picked.complete(Outcome.SUCCESS);
		this.picked.complete(Outcome.FAILURE);
		this.picked.answered();
		this.picked.complete(Outcome.FAILURE);
		assertThat(this.registry.outcomes).containsExactly(Outcome.SUCCESS);
	}

	@Test
	void outcomeOfWrappedInstanceIsThatOfThePick() {
		complete(CompletionContext.Status.SUCCESS, null, new Wrapper(this.picked));
		assertThat(this.registry.outcomes).containsExactly(Outcome.SUCCESS);
	}

	@Test
	void failureTellsWhetherAnythingWasSent() {
		complete(CompletionContext.Status.FAILED, new IllegalStateException(new ConnectException()), this.picked);
		assertThat(this.registry.outcomes).containsExactly(Outcome.CONNECT_FAILURE);
		PickedInstance other = new PickedInstance(this.registry, this.picked.endpoint());
		complete(CompletionContext.Status.FAILED, new IllegalStateException(), other);
		assertThat(this.registry.outcomes).containsExactly(Outcome.CONNECT_FAILURE, Outcome.FAILURE);
	}

	@Test
	void serverErrorOfTheGatewayForServletsIsFailure() {
		Map<Object, Outcome> answers = Map.of(ServerResponse.status(503).build(), Outcome.FAILURE,
				ServerResponse.ok().build(), Outcome.SUCCESS, ServerResponse.notFound().build(), Outcome.SUCCESS,
				"anything", Outcome.SUCCESS);
		answers.forEach((answer, outcome) -> {
			this.registry.outcomes.clear();
			this.lifecycle
				.onComplete(new CompletionContext<>(CompletionContext.Status.SUCCESS, null, new DefaultRequest<>(),
						new DefaultResponse(new PickedInstance(this.registry, this.picked.endpoint())), answer));
			assertThat(this.registry.outcomes).as("%s", answer).containsExactly(outcome);
		});
	}

	@Test
	void discardedRequestSaysNothingOfTheInstance() {
		complete(CompletionContext.Status.DISCARD, null, this.picked);
		assertThat(this.registry.outcomes).containsExactly(Outcome.CANCELLED);
	}

	@Test
	void requestsToNobodyAreNotReported() {
		this.lifecycle.onComplete(new CompletionContext<>(CompletionContext.Status.DISCARD, new DefaultRequest<>()));
		this.lifecycle.onComplete(
				new CompletionContext<>(CompletionContext.Status.DISCARD, new DefaultRequest<>(), new EmptyResponse()));
		assertThat(this.registry.outcomes).isEmpty();
	}

	private void complete(CompletionContext.Status status, @Nullable Throwable failure, ServiceInstance instance) {
		this.lifecycle.onComplete(
				new CompletionContext<>(status, failure, new DefaultRequest<>(), new DefaultResponse(instance), null));
	}

	private record Wrapper(ServiceInstance wrapped) implements ServiceInstance {

		@Override
		public String getServiceId() {
			return this.wrapped.getServiceId();
		}

		@Override
		public String getHost() {
			return this.wrapped.getHost();
		}

		@Override
		public int getPort() {
			return this.wrapped.getPort();
		}

		@Override
		public boolean isSecure() {
			return this.wrapped.isSecure();
		}

		@Override
		public URI getUri() {
			return this.wrapped.getUri();
		}

		@Override
		public @Nullable Map<String, String> getMetadata() {
			return this.wrapped.getMetadata();
		}

	}

}
