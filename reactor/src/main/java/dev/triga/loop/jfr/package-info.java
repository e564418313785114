/// What a reactor tells JDK Flight Recorder. While nothing is recorded each event costs the loop
/// one check that the compiler can see through: no allocation and no reading of a clock.
///
/// Every event bears the reactor's name. Not exported; a recording names the events `dev.triga.…`.
@NullMarked
package dev.triga.loop.jfr;

import org.jspecify.annotations.NullMarked;
