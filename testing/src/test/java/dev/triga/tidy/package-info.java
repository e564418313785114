/// What a machine can watch over in the source tree, as tests. Every finding names a file, a line
/// and what to do.
package dev.triga.tidy;
