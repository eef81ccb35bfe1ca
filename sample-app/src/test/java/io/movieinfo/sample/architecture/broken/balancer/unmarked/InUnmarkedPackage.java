package io.movieinfo.sample.architecture.broken.balancer.unmarked;

/**
 * Breaks a rule on purpose.
 */
public final class InUnmarkedPackage {

}
