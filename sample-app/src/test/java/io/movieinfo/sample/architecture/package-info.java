/**
 * What the architecture tests hold the code to. Start from
 * {@link io.movieinfo.sample.architecture.ArchitectureRules}.
 */
@NullMarked
package io.movieinfo.sample.architecture;

import org.jspecify.annotations.NullMarked;
