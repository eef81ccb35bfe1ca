/**
 * What crosses the wire between the registry and its clients: the model and its rules,
 * the session's messages, and their JSON. Start from
 * {@link io.movieinfo.registry.protocol.MessageCodec}.
 */
@NullMarked
package io.movieinfo.registry.protocol;

import org.jspecify.annotations.NullMarked;
