/**
 * Who may reach the server: loopback only unless told otherwise, and no foreign pages in
 * a browser. Start from
 * {@link io.movieinfo.registry.server.app.security.BrowserRequestFilter}.
 */
@NullMarked
package io.movieinfo.registry.server.app.security;

import org.jspecify.annotations.NullMarked;
