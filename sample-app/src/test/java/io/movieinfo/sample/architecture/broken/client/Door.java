package io.movieinfo.sample.architecture.broken.client;

/**
 * Somebody to see.
 */
public final class Door {

}
