/**
 * The whole from end to end: a server process, applications that are registered there,
 * and a Spring Boot consumer that calls them by name. Start from
 * {@link io.movieinfo.sample.endtoend.ServerRestartTests}.
 */
@NullMarked
package io.movieinfo.sample.endtoend;

import org.jspecify.annotations.NullMarked;
