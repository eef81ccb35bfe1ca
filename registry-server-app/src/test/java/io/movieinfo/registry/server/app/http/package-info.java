/**
 * Tests of what all HTTP answers have in common.
 */
@NullMarked
package io.movieinfo.registry.server.app.http;

import org.jspecify.annotations.NullMarked;
