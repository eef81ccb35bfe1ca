package io.movieinfo.registry.server.watch;

import io.movieinfo.registry.protocol.Cursor;

/**
 * How far those who watch an instance's service have acknowledged what became of it.
 *
 * @param id the instance
 * @param cursor the change that was to be acknowledged
 * @param pending how many watchers have not acknowledged it
 */
public record Acknowledged(String id, Cursor cursor, int pending) {

}
