/**
 * An application that calls MovieInfo's services all the time, and remembers how that
 * went and what it knew of them: the consumer of the fault scenarios. Start from
 * {@link io.movieinfo.sample.caller.CallerRole}.
 */
@NullMarked
package io.movieinfo.sample.caller;

import org.jspecify.annotations.NullMarked;
