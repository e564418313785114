/// The programs under test: one echo server for each platform, each a main class of its own.
@NullMarked
package dev.triga.benchmarks.servers;

import org.jspecify.annotations.NullMarked;
