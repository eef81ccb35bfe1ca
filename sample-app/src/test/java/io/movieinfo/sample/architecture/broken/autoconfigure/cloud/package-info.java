/**
 * Breaks rules on purpose, for the architecture tests.
 */
@NullMarked
package io.movieinfo.sample.architecture.broken.autoconfigure.cloud;

import org.jspecify.annotations.NullMarked;
