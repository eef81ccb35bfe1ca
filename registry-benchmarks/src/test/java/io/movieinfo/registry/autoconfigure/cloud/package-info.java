/**
 * Measures the bridge to Spring Cloud.
 */
@NullMarked
package io.movieinfo.registry.autoconfigure.cloud;

import org.jspecify.annotations.NullMarked;
