package io.movieinfo.registry.server.lease;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.movieinfo.registry.protocol.ServiceKey;

/**
 * Counts leases by phase, for each service and over the whole registry.
 */
final class Census {

	private static final Stock NONE = new Stock();

	private final Stock all = new Stock();

	private final Map<ServiceKey, Stock> services = new HashMap<>();

	private final List<Stock> running = new ArrayList<>();

	Stock all() {
		return this.all;
	}

	/**
	 * Returns the counts of a service, for reading.
	 */
	Stock of(ServiceKey service) {
		return this.services.getOrDefault(service, NONE);
	}

	/**
	 * Returns how many leases are held back, by service; without those of which none is.
	 */
	Map<ServiceKey, Integer> held() {
		Map<ServiceKey, Integer> held = new HashMap<>();
		this.services.forEach((service, stock) -> {
			if (stock.held() > 0) {
				held.put(service, stock.held());
			}
		});
		return held;
	}

	void add(Lease lease) {
		this.all.add(lease.phase);
		this.services.computeIfAbsent(lease.key.service(), (service) -> new Stock()).add(lease.phase);
	}

	void remove(Lease lease) {
		this.all.remove(lease.phase);
		this.services.computeIfPresent(lease.key.service(), (service, stock) -> {
			stock.remove(lease.phase);
			return (stock.listed() == 0) ? null : stock;
		});
	}

	void move(Lease lease, Phase phase) {
		Stock stock = of(lease.key.service());
		stock.remove(lease.phase);
		stock.add(phase);
		this.all.remove(lease.phase);
		this.all.add(phase);
		lease.phase = phase;
	}

	/**
	 * Counts a lease as lost until {@link #clearRunning}: it was allowed to run out, but
	 * that is not stored yet.
	 */
	void addRunning(Lease lease) {
		Stock stock = of(lease.key.service());
		stock.addRunning();
		this.running.add(stock);
		this.all.addRunning();
	}

	void clearRunning() {
		this.running.forEach(Stock::clearRunning);
		this.running.clear();
		this.all.clearRunning();
	}

}
