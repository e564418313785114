/// What reads bytes of the network, fed with whatever comes.
///
/// Each target is a class with a method `fuzzerTestOneInput(byte[])` that throws when something is
/// wrong: the form that Jazzer wants, without needing Jazzer. Inputs worth keeping stand in
/// `corpus/*.txt` beside these classes, one a line.
package dev.triga.fuzz;
