package io.movieinfo.registry.server;

import java.time.Duration;

import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.server.probe.Finding;

/**
 * What came of a check that was asked for.
 *
 * @param instance the instance as it is listed after the check
 * @param finding what its address and port answered
 * @param took how long that took
 */
public record Checked(ServiceInstance instance, Finding finding, Duration took) {

}
