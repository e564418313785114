/// What Triga costs beside its peers and the bare system: the tables of `./triga bench`.
@NullMarked
package dev.triga.benchmarks;

import org.jspecify.annotations.NullMarked;
