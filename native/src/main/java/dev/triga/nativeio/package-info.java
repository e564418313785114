/// What Triga asks of the operating system through `java.lang.foreign`, as services: nothing
/// compiles against this module.
@NullMarked
package dev.triga.nativeio;

import org.jspecify.annotations.NullMarked;
