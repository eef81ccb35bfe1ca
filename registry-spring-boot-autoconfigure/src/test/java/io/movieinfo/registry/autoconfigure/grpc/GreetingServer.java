package io.movieinfo.registry.autoconfigure.grpc;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

import javax.net.ssl.KeyManager;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.TlsServerCredentials;
import io.movieinfo.registry.autoconfigure.GreetingService;
import io.movieinfo.registry.protocol.ServiceInstance;

/**
 * A real gRPC server at a free port.
 */
final class GreetingServer implements AutoCloseable, ServerInterceptor {

	private final String id;

	private final Server server;

	/** What callers took it for. */
	final List<String> authorities = new CopyOnWriteArrayList<>();

	private GreetingServer(String id, UnaryOperator<String> answer, ServerCredentials credentials) throws IOException {
		this.id = id;
		this.server = Grpc.newServerBuilderForPort(0, credentials)
			.addService(new GreetingService(answer))
			.intercept(this)
			.build()
			.start();
	}

	/**
	 * Starts a server that answers with its id.
	 */
	static GreetingServer start(String id) throws IOException {
		return start(id, (name) -> id);
	}

	static GreetingServer start(String id, UnaryOperator<String> answer) throws IOException {
		return new GreetingServer(id, answer, InsecureServerCredentials.create());
	}

	/**
	 * Starts a server that answers with its id, over TLS.
	 */
	static GreetingServer start(String id, KeyManager... keys) throws IOException {
		return new GreetingServer(id, (name) -> id, TlsServerCredentials.newBuilder().keyManager(keys).build());
	}

	int port() {
		return this.server.getPort();
	}

	ServiceInstance instance() {
		return FakeRegistryView.instance(this.id, port());
	}

	@Override
	public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers,
			ServerCallHandler<Q, A> next) {
		this.authorities.add(String.valueOf(call.getAuthority()));
		return next.startCall(call, headers);
	}

	@Override
	public void close() {
		this.server.shutdownNow();
	}

}
