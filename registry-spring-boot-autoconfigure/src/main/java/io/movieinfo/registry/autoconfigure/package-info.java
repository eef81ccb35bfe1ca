/**
 * Makes a registry client out of an application's properties and beans. Start from
 * {@link io.movieinfo.registry.autoconfigure.RegistryClientAutoConfiguration}.
 */
@NullMarked
package io.movieinfo.registry.autoconfigure;

import org.jspecify.annotations.NullMarked;
