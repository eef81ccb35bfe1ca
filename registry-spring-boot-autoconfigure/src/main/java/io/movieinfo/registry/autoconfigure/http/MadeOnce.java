package io.movieinfo.registry.autoconfigure.http;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.util.function.SingletonSupplier;

/**
 * Something that is made when it is first needed, and ended only if it was.
 *
 * @param <T> its type
 */
final class MadeOnce<T> implements Supplier<T>, DisposableBean {

	private final Supplier<T> supplier;

	private volatile @Nullable T made;

	MadeOnce(Supplier<T> maker) {
		this.supplier = SingletonSupplier.of(() -> {
			T made = maker.get();
			this.made = made;
			return made;
		});
	}

	@Override
	public T get() {
		return this.supplier.get();
	}

	@Override
	public void destroy() throws Exception {
		T made = this.made;
		if (made != null) {
			end(made);
		}
	}

	static void end(Object object) throws Exception {
		if (object instanceof DisposableBean bean) {
			bean.destroy();
		}
		else if (object instanceof AutoCloseable closeable) {
			closeable.close();
		}
	}

}
