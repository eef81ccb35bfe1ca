/**
 * Breaks rules on purpose, for the architecture tests.
 */
@NullMarked
package io.movieinfo.sample.architecture.broken.test;

import org.jspecify.annotations.NullMarked;
