package io.movieinfo.registry.client.discovery.cache;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;

import io.movieinfo.registry.client.transport.ClientThread;
import io.movieinfo.registry.protocol.ServiceKey;

/**
 * Where the last known lists of services outlive the process. It is called on the client
 * thread, which it never blocks, and never fails: what goes wrong with it is logged, and
 * the client goes on without.
 */
public interface ListCache extends AutoCloseable {

	/**
	 * Looks for the list of a service.
	 * @param found called on the client thread if there is one, in this call or later;
	 * not called if there is none
	 */
	void find(ServiceKey service, Consumer<KeptList> found);

	/**
	 * Keeps a list in the place of the service's former one, not necessarily at once.
	 * Without instances it is not kept, and the former one goes.
	 */
	void keep(KeptList list);

	/**
	 * Keeps what is still to be kept. On any thread; waits for that for half a second at
	 * most, and not at all on the client thread. Idempotent.
	 */
	@Override
	void close();

	/**
	 * Returns a cache that keeps nothing.
	 */
	static ListCache none() {
		return new ListCache() {

			@Override
			public void find(ServiceKey service, Consumer<KeptList> found) {
				// there is none
			}

			@Override
			public void keep(KeptList list) {
				// kept in memory only
			}

			@Override
			public void close() {
				// nothing is open
			}

		};
	}

	/**
	 * Returns a cache in files, one for each service, in a directory of the application's
	 * own, which only its user can read. One client of the application writes them at a
	 * time, others only read until it ends. What changes within a second is written once.
	 * @param base where that directory is, or is to be
	 * @param application the application's name
	 * @param serverUrls where the registry is; lists of registries that share none of
	 * these URLs are left aside
	 * @param thread the client thread
	 * @param disk reads and writes, one task at a time, in order; ended by
	 * {@link #close()}
	 */
	static ListCache onDisk(Path base, String application, List<URI> serverUrls, ClientThread thread,
			ExecutorService disk) {
		ListDirectory directory = new ListDirectory(base.resolve(FileNames.of(application)),
				new ListFormat(serverUrls));
		return new DiskListCache(directory, thread, disk);
	}

	/**
	 * Returns where the present user's caches are by the custom of the system, with this
	 * product's name; empty if the user has no home.
	 */
	static Optional<Path> userDirectory() {
		return UserCacheDirectory.ofThisProcess().find();
	}

}
