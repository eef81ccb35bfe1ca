/**
 * The page at the server's root, on which operators see everything and act. Start from
 * {@link io.movieinfo.registry.server.app.dashboard.DashboardController}; the page itself
 * is in the resources of the same name.
 */
@NullMarked
package io.movieinfo.registry.server.app.dashboard;

import org.jspecify.annotations.NullMarked;
