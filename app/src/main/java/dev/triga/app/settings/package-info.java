/// Typed settings of an application: declared once, set by a file, the environment or the command
/// line, each value with its origin.
///
/// ```java
/// static final Setting<Integer> ROOMS = Setting.number("rooms", 1, 1_000, 10, "How many rooms.");
///
/// int rooms = settings.get(ROOMS); // rooms = 20 in the file, TRIGA_ROOMS=20, or --rooms 20
/// ```
@NullMarked
package dev.triga.app.settings;

import org.jspecify.annotations.NullMarked;
