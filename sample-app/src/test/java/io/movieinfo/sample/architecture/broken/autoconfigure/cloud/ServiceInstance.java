package io.movieinfo.sample.architecture.broken.autoconfigure.cloud;

/**
 * Stands for Spring Cloud's type.
 */
public interface ServiceInstance {

}
