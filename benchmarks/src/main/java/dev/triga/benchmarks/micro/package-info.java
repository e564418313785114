/// The JMH measurements: timers, submissions and deferred results, each beside its peers.
@NullMarked
package dev.triga.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
