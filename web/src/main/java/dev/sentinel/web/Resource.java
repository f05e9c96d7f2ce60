package dev.sentinel.web;

import java.util.List;

/** The HTTP face of one feature. */
public interface Resource {
    List<Route> routes();
}
