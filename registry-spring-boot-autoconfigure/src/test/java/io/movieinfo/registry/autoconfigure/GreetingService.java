package io.movieinfo.registry.autoconfigure;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;

/**
 * A gRPC service with one method, from text to text.
 */
public final class GreetingService implements BindableService {

	/** The method, for callers of any kind. */
	public static final MethodDescriptor<String, String> GREET = MethodDescriptor.<String, String>newBuilder()
		.setType(MethodType.UNARY)
		.setFullMethodName(MethodDescriptor.generateFullMethodName("test.Greeting", "greet"))
		.setRequestMarshaller(new Text())
		.setResponseMarshaller(new Text())
		.build();

	private final UnaryOperator<String> answer;

	/**
	 * Creates the service.
	 * @param answer says what to answer; a {@link StatusRuntimeException} becomes the
	 * call's status
	 */
	public GreetingService(UnaryOperator<String> answer) {
		this.answer = answer;
	}

	/**
	 * Calls the method, and waits for the answer.
	 */
	public static String greet(Channel channel, String name) {
		return greet(channel, CallOptions.DEFAULT, name);
	}

	/**
	 * Calls the method with options, and waits for the answer.
	 */
	public static String greet(Channel channel, CallOptions options, String name) {
		return ClientCalls.blockingUnaryCall(channel, GREET, options, name);
	}

	@Override
	public ServerServiceDefinition bindService() {
		return ServerServiceDefinition.builder("test.Greeting")
			.addMethod(GREET, ServerCalls.asyncUnaryCall((name, observer) -> {
				try {
					observer.onNext(this.answer.apply(name));
					observer.onCompleted();
				}
				catch (StatusRuntimeException ex) {
					observer.onError(ex);
				}
			}))
			.build();
	}

	private static final class Text implements MethodDescriptor.Marshaller<String> {

		@Override
		public InputStream stream(String value) {
			return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
		}

		@Override
		public String parse(InputStream stream) {
			try {
				return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
