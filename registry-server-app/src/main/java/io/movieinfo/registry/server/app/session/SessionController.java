package io.movieinfo.registry.server.app.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.MessageCodec;
import io.movieinfo.registry.protocol.Problem;
import io.movieinfo.registry.server.app.http.HttpProblem;
import io.movieinfo.registry.server.app.http.HttpProblemException;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * The session's handshake. It is a request like others, so that filters see it and
 * whatever is wrong with it is answered as a problem.
 */
@Controller
final class SessionController implements SmartInitializingSingleton {

	private static final String PROTOCOL_HEADER = "Sec-WebSocket-Protocol";

	private final Sessions sessions;

	private final ServletContext servletContext;

	SessionController(Sessions sessions, ServletContext servletContext) {
		this.sessions = sessions;
		this.servletContext = servletContext;
	}

	@Override
	public void afterSingletonsInstantiated() {
		// every connection has a buffer of each kind
		container().setDefaultMaxTextMessageBufferSize(SessionBuffers.BYTES);
		container().setDefaultMaxBinaryMessageBufferSize(SessionBuffers.BYTES);
	}

	@GetMapping(MessageCodec.SESSION_PATH)
	void handshake(HttpServletRequest request, HttpServletResponse response) throws IOException, DeploymentException {
		if (!"websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))) {
			response.setHeader(HttpHeaders.UPGRADE, "websocket");
			throw refusal(HttpStatus.UPGRADE_REQUIRED, HttpProblem.UPGRADE_REQUIRED, new InvalidFieldException(
					HttpHeaders.UPGRADE, request.getHeader(HttpHeaders.UPGRADE), "'websocket'"));
		}
		if (!offered(request).contains(MessageCodec.SUBPROTOCOL)) {
			throw refusal(HttpStatus.BAD_REQUEST, Problem.INVALID_FIELD, new InvalidFieldException(PROTOCOL_HEADER,
					request.getHeader(PROTOCOL_HEADER), "'" + MessageCodec.SUBPROTOCOL + "'"));
		}
		String remote = request.getRemoteAddr() + ":" + request.getRemotePort();
		ServerEndpointConfig config = ServerEndpointConfig.Builder
			.create(SessionEndpoint.class, MessageCodec.SESSION_PATH)
			.subprotocols(List.of(MessageCodec.SUBPROTOCOL))
			.configurator(new SessionConfigurator(() -> new SessionEndpoint(this.sessions, remote)))
			.build();
		config.getUserProperties().putAll(SessionBuffers.TIMEOUTS);
		container().upgradeHttpToWebSocket(request, response, config, Map.of());
	}

	private ServerContainer container() {
		if (this.servletContext.getAttribute(ServerContainer.class.getName()) instanceof ServerContainer container) {
			return container;
		}
		throw new IllegalStateException("The web server has no WebSocket container");
	}

	private static List<String> offered(HttpServletRequest request) {
		List<String> offered = new ArrayList<>();
		for (String header : Collections.list(request.getHeaders(PROTOCOL_HEADER))) {
			for (String protocol : header.split(",", -1)) {
				offered.add(protocol.trim());
			}
		}
		return offered;
	}

	private static HttpProblemException refusal(HttpStatus status, String code, InvalidFieldException reason) {
		return new HttpProblemException(HttpProblem.of(status, code, reason));
	}

}
