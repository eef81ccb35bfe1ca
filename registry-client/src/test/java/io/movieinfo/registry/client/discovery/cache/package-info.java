/**
 * Tests of the lists on disk.
 */
@NullMarked
package io.movieinfo.registry.client.discovery.cache;

import org.jspecify.annotations.NullMarked;
