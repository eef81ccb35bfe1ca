package io.movieinfo.registry.test;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One connection through the proxy, with its two sockets and a pump for each direction.
 * Thread-safe.
 */
final class Link {

	private final Socket client;

	private final Socket target = new Socket();

	private final Pump toTarget;

	private final Pump toClient;

	private final Faults faults;

	/** The pumps that have not ended. */
	private final AtomicInteger pumping = new AtomicInteger(Direction.values().length);

	private volatile boolean broken;

	Link(Socket client, Faults faults, Map<Direction, AtomicLong> passed) {
		this.client = client;
		this.faults = faults;
		this.toTarget = pump(Direction.TO_TARGET, client, this.target, passed);
		this.toClient = pump(Direction.TO_CLIENT, this.target, client, passed);
	}

	private Pump pump(Direction direction, Socket from, Socket to, Map<Direction, AtomicLong> passed) {
		return new Pump(direction, from, to, this, this.faults, passed.getOrDefault(direction, new AtomicLong()));
	}

	/**
	 * Connects to the target as soon as something would get there, and passes on what
	 * comes. Returns when it has ended in both directions.
	 * @param executor runs the other direction
	 * @param ended called once at the end
	 */
	void run(InetSocketAddress address, Executor executor, Runnable ended) throws InterruptedException {
		try {
			this.faults.awaitPassage(Direction.TO_TARGET, (flow) -> System.nanoTime(), this::broken);
			this.client.setTcpNoDelay(true);
			this.target.setTcpNoDelay(true);
			this.target.connect(address);
			executor.execute(() -> run(this.toClient, ended));
			run(this.toTarget, ended);
		}
		catch (IOException | RuntimeException ex) {
			reset();
			ended.run();
		}
	}

	private void run(Pump pump, Runnable ended) {
		try {
			pump.run();
		}
		catch (InterruptedException ex) {
			reset();
			Thread.currentThread().interrupt();
		}
		if (this.pumping.decrementAndGet() == 0) {
			close();
			ended.run();
		}
	}

	/**
	 * Ends both directions in order (FIN). Idempotent.
	 */
	void cut() {
		this.toTarget.cut();
		this.toClient.cut();
	}

	/**
	 * Ends one direction in order.
	 */
	void cut(Direction direction) {
		((direction == Direction.TO_TARGET) ? this.toTarget : this.toClient).cut();
	}

	/**
	 * Breaks the connection on both sides (RST). Idempotent.
	 */
	void reset() {
		linger(this.client);
		linger(this.target);
		close();
	}

	boolean broken() {
		return this.broken;
	}

	private void close() {
		this.broken = true;
		close(this.client);
		close(this.target);
		this.faults.wake();
	}

	private static void linger(Socket socket) {
		try {
			socket.setSoLinger(true, 0);
		}
		catch (IOException ex) {
			// it is closed already
		}
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// nothing is left to be closed
		}
	}

}
