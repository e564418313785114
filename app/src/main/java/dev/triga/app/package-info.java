/// The `triga` command: one class per subcommand, and what they share.
@NullMarked
package dev.triga.app;

import org.jspecify.annotations.NullMarked;
