/**
 * Stress tests of what a session still has to send.
 */
@NullMarked
package io.movieinfo.registry.server.app.session;

import org.jspecify.annotations.NullMarked;
