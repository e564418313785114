/// The end of the process, in order or in haste: what is removed then, and who ends it at once.
///
/// Nobody but this module and the app uses it.
@NullMarked
package dev.triga.actors.ending;

import org.jspecify.annotations.NullMarked;
