/// Runs servers and load generators in processes of their own and accounts for their cost.
@NullMarked
package dev.triga.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
