package io.movieinfo.sample.architecture.broken.test;

/**
 * Somebody to see.
 */
public final class Tool {

}
