/**
 * What the simulation needs of the client's front door.
 */
@NullMarked
package io.movieinfo.registry.client;

import org.jspecify.annotations.NullMarked;
