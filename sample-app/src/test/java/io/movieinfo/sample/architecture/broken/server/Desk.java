package io.movieinfo.sample.architecture.broken.server;

/**
 * Somebody to see.
 */
public final class Desk {

}
