/// Streams with credit, on the in-memory reactor, against models.
@org.jspecify.annotations.NullMarked
package dev.triga.testing.stream;
