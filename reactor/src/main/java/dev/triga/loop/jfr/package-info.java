/// The events that a reactor leaves in a Flight Recorder recording. All names begin with `dev.triga`.
@org.jspecify.annotations.NullMarked
package dev.triga.loop.jfr;
