package io.movieinfo.sample.architecture.broken.balancer;

/**
 * Somebody to see.
 */
public final class Choice {

}
