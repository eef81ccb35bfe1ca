/**
 * Tests of what Actuator says of the registry, through its real endpoints.
 */
@NullMarked
package io.movieinfo.registry.server.app.actuate;

import org.jspecify.annotations.NullMarked;
