/// What Triga costs beside its peers: the tables that `./triga bench` prints.
@NullMarked
package dev.triga.benchmarks;

import org.jspecify.annotations.NullMarked;
