package io.movieinfo.registry.server;

/**
 * Through what an instance is registered and renewed: a session, or plain requests. Every
 * holder is equal to itself only, so that the end of one never touches what another one
 * holds by now.
 */
public final class Holder {

	/** Somebody in the registry's own process. */
	public static final Holder IN_PROCESS = new Holder(Kind.REQUEST, "", "", "this process");

	private final Kind kind;

	private final String application;

	private final String process;

	private final String remote;

	// confined to the registry's writer
	private boolean lost;

	private Holder(Kind kind, String application, String process, String remote) {
		this.kind = kind;
		this.application = application;
		this.process = process;
		this.remote = remote;
	}

	/**
	 * Returns a new holder for an open session.
	 * @param application who is calling, for people
	 * @param process names the process, for people
	 * @param remote the other end's address and port, for people
	 */
	public static Holder session(String application, String process, String remote) {
		return new Holder(Kind.SESSION, application, process, remote);
	}

	/**
	 * Returns a new holder for one request.
	 * @param application what the caller says it is, for people; may be empty
	 * @param remote the other end's address, for people
	 */
	public static Holder request(String application, String remote) {
		return new Holder(Kind.REQUEST, application, "", remote);
	}

	public Kind kind() {
		return this.kind;
	}

	public String application() {
		return this.application;
	}

	public String process() {
		return this.process;
	}

	public String remote() {
		return this.remote;
	}

	/**
	 * Notes that the connection has ended.
	 */
	void markLost() {
		this.lost = true;
	}

	/**
	 * Whether the connection has ended. What comes late through it is a sign of life, but
	 * not of one that goes on.
	 */
	boolean isLost() {
		return this.lost;
	}

	@Override
	public String toString() {
		return (this.kind == Kind.SESSION)
				? "the session of %s (%s) from %s".formatted(this.application, this.process, this.remote)
				: "a request from " + this.remote;
	}

	/**
	 * The kinds of holders.
	 */
	public enum Kind {

		/** A connection whose end is noticed. */
		SESSION,
		/** A request; only silence shows that its sender is gone. */
		REQUEST

	}

}
