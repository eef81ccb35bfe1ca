/**
 * Stress tests of the local view.
 */
@NullMarked
package io.movieinfo.registry.client.discovery;

import org.jspecify.annotations.NullMarked;
