/// Tables of figures, and how they are printed.
@NullMarked
package dev.triga.benchmarks.report;

import org.jspecify.annotations.NullMarked;
