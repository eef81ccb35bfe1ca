package io.movieinfo.registry.client.discovery.cache;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.movieinfo.registry.client.transport.ClientThread;
import io.movieinfo.registry.protocol.ServiceKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects what is to be written, and has it read and written on a thread that may be
 * kept waiting by a disk.
 */
final class DiskListCache implements ListCache {

	private static final Logger logger = LoggerFactory.getLogger(ListCache.class);

	/** A service that changes all the time is written this often. */
	static final Duration WRITE_PAUSE = Duration.ofSeconds(1);

	/** How soon the end of another process that writes, or of a failure, is noticed. */
	static final Duration RETRY_PAUSE = Duration.ofSeconds(10);

	private static final long LONGEST_CLOSE_MILLIS = 500;

	private final ListDirectory directory;

	private final ClientThread thread;

	private final ExecutorService disk;

	/** The latest list of each service that is to be written; client thread. */
	private final Map<ServiceKey, KeptList> unwritten = new LinkedHashMap<>();

	/** Whether a write is scheduled, or under way; client thread. */
	private boolean writing;

	DiskListCache(ListDirectory directory, ClientThread thread, ExecutorService disk) {
		this.directory = directory;
		this.thread = thread;
		this.disk = disk;
	}

	@Override
	public void find(ServiceKey service, Consumer<KeptList> found) {
		onDisk(() -> this.directory.read(service).ifPresent((list) -> this.thread.execute(() -> found.accept(list))));
	}

	@Override
	public void keep(KeptList list) {
		this.unwritten.put(list.service(), list);
		if (!this.writing) {
			writeAfter(WRITE_PAUSE);
		}
	}

	@Override
	public void close() {
		this.thread.execute(() -> {
			List<KeptList> last = List.copyOf(this.unwritten.values());
			this.unwritten.clear();
			onDisk(() -> {
				if (!last.isEmpty()) {
					this.directory.write(last);
				}
				this.directory.close();
			});
			this.disk.shutdown();
		});
		if (!this.thread.isCurrent() && !this.thread.isClosed()) {
			awaitEnd();
		}
	}

	private void writeAfter(Duration pause) {
		this.writing = true;
		this.thread.schedule(pause, () -> {
			List<KeptList> lists = List.copyOf(this.unwritten.values());
			this.unwritten.clear();
			onDisk(() -> write(lists));
		});
	}

	private void write(List<KeptList> lists) {
		// what nobody has foreseen would only fail again
		List<KeptList> left = List.of();
		try {
			left = this.directory.write(lists);
		}
		finally {
			List<KeptList> notWritten = left;
			this.thread.execute(() -> afterWrite(notWritten));
		}
	}

	private void afterWrite(List<KeptList> notWritten) {
		this.writing = false;
		notWritten.forEach((list) -> this.unwritten.putIfAbsent(list.service(), list));
		if (!this.unwritten.isEmpty()) {
			writeAfter(notWritten.isEmpty() ? WRITE_PAUSE : RETRY_PAUSE);
		}
	}

	private void awaitEnd() {
		try {
			if (!this.disk.awaitTermination(LONGEST_CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
				logger.debug("The lists of services were not kept in time");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void onDisk(Runnable task) {
		try {
			this.disk.execute(contained(task));
		}
		catch (RejectedExecutionException ex) {
			logger.trace("Neither read nor kept after the client was closed", ex);
		}
	}

	private static Runnable contained(Runnable task) {
		return () -> {
			try {
				task.run();
			}
			catch (RuntimeException | Error ex) {
				logger.error("The lists of services could not be read or kept; the client goes on", ex);
			}
		};
	}

}
