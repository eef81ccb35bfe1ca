package io.movieinfo.sample.architecture.broken.server.store;

/**
 * Somebody to see.
 */
public final class Shelf {

}
