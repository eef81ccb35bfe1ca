package io.movieinfo.registry.server;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.InstanceKey;

/**
 * The answer to a registration or an update.
 *
 * @param key the instance
 * @param startId the start of its process that holds the id now
 * @param incarnation the revision that committed this start of the process
 * @param cursor from here on the registration is visible to readers and watchers
 * @param created whether the instance was not listed before
 */
public record Registered(InstanceKey key, String startId, long incarnation, Cursor cursor, boolean created) {

}
