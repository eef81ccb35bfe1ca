/**
 * What the demo and the fault scenarios share: processes of the server and of MovieInfo's
 * applications, and telling people what is going on. Start from
 * {@link io.movieinfo.sample.process.Processes}.
 */
@NullMarked
package io.movieinfo.sample.process;

import org.jspecify.annotations.NullMarked;
