@NullMarked
package io.movieinfo.registry.server.app.dashboard;

import org.jspecify.annotations.NullMarked;
