/**
 * Holds the API's description to the API.
 */
@NullMarked
package io.movieinfo.registry.server.app.openapi;

import org.jspecify.annotations.NullMarked;
