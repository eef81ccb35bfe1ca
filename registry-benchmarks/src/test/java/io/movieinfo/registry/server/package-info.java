/**
 * Stress tests of what the writer and readers share.
 */
@NullMarked
package io.movieinfo.registry.server;

import org.jspecify.annotations.NullMarked;
