package io.movieinfo.registry.server;

import io.movieinfo.registry.protocol.ServiceKey;

/**
 * A known service as operators see it at a glance. Immutable.
 *
 * @param service the service
 * @param counts how its instances are
 * @param overridden how many of them an operator has set something for
 * @param held how many run-out leases the mass-expiry guard holds back
 * @param watchers how many sessions and blocking queries watch it
 */
public record ServiceSummary(ServiceKey service, ServiceCounts counts, int overridden, int held, int watchers) {

}
