/// The load generator for machines without a C compiler: the C program's command line in a JVM.
@NullMarked
package dev.triga.benchmarks.load;

import org.jspecify.annotations.NullMarked;
