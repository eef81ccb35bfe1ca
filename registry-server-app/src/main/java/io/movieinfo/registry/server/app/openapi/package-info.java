/**
 * The HTTP API's description for programs, and a page to try it on. Start from
 * {@code openapi.yaml} beside this package.
 */
@NullMarked
package io.movieinfo.registry.server.app.openapi;

import org.jspecify.annotations.NullMarked;
