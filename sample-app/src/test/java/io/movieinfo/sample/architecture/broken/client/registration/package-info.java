/**
 * Breaks rules on purpose, for the architecture tests.
 */
@NullMarked
package io.movieinfo.sample.architecture.broken.client.registration;

import org.jspecify.annotations.NullMarked;
