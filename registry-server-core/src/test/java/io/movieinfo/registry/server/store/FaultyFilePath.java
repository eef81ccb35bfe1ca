package io.movieinfo.registry.server.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;

import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * A file system for MVStore whose writes or syncs fail, or are left out, when they are
 * told to. Used from one test at a time.
 */
@SuppressWarnings("NullAway") // its base class is made for null
public final class FaultyFilePath extends FilePathWrapper {

	static final String SCHEME = "faulty";

	static boolean failWrites;

	static boolean failSyncs;

	static boolean skipSyncs;

	static void install() {
		failWrites = false;
		failSyncs = false;
		skipSyncs = false;
		FilePath.register(new FaultyFilePath());
	}

	@Override
	public String getScheme() {
		return SCHEME;
	}

	@Override
	public FileChannel open(String mode) throws IOException {
		return new FaultyFile(super.open(mode));
	}

	private static final class FaultyFile extends FileBase {

		private final FileChannel file;

		FaultyFile(FileChannel file) {
			this.file = file;
		}

		@Override
		public synchronized int write(ByteBuffer source, long position) throws IOException {
			if (failWrites) {
				throw new IOException("No space left on device");
			}
			return this.file.write(source, position);
		}

		@Override
		public void force(boolean metaData) throws IOException {
			if (failSyncs) {
				throw new IOException("Input/output error");
			}
			if (!skipSyncs) {
				this.file.force(metaData);
			}
		}

		@Override
		public long size() throws IOException {
			return this.file.size();
		}

		@Override
		public long position() throws IOException {
			return this.file.position();
		}

		@Override
		public FileChannel position(long position) throws IOException {
			return this.file.position(position);
		}

		@Override
		public int read(ByteBuffer target) throws IOException {
			return this.file.read(target);
		}

		@Override
		public synchronized int read(ByteBuffer target, long position) throws IOException {
			return this.file.read(target, position);
		}

		@Override
		public int write(ByteBuffer source) throws IOException {
			return this.file.write(source);
		}

		@Override
		public FileChannel truncate(long size) throws IOException {
			this.file.truncate(size);
			return this;
		}

		@Override
		public FileLock tryLock(long position, long size, boolean shared) throws IOException {
			return this.file.tryLock(position, size, shared);
		}

		@Override
		protected void implCloseChannel() throws IOException {
			this.file.close();
		}

	}

}
