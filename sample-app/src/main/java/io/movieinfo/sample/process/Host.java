package io.movieinfo.sample.process;

import java.util.List;

/**
 * Where a process runs: on this machine as it is, or behind a command that moves it into
 * a network of its own.
 *
 * @param name what people call it
 * @param prefix what to put before a command to run it there, possibly nothing
 * @param address the address that processes there listen on, and others reach them at
 */
public record Host(String name, List<String> prefix, String address) {

	/** This machine, by loopback. */
	public static final Host LOCAL = new Host("local", List.of(), "127.0.0.1");

	public Host {
		prefix = List.copyOf(prefix);
	}

}
