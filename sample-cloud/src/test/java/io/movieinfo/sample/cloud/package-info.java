/**
 * Spring Cloud applications and the registry, as processes and on sockets.
 */
@NullMarked
package io.movieinfo.sample.cloud;

import org.jspecify.annotations.NullMarked;
