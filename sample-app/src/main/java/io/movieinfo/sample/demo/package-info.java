/**
 * The demo: runs a registry server and MovieInfo's applications as processes, for people
 * to play with or to check what they do. Start from
 * {@link io.movieinfo.sample.demo.Demo}.
 */
@NullMarked
package io.movieinfo.sample.demo;

import org.jspecify.annotations.NullMarked;
