/// How long actors and processes take to start. For `./triga bench spawn`.
@NullMarked
package dev.triga.benchmarks.start;

import org.jspecify.annotations.NullMarked;
