package io.movieinfo.sample.architecture.broken.protocol;

/**
 * Stands for the registry's own type.
 */
public interface ServiceInstance {

}
