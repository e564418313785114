/// Runs every program of the folder `programs` and checks what it says.
@org.jspecify.annotations.NullMarked
package dev.triga.examples;
