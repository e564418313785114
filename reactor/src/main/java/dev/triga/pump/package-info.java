/// Streams whose ends block, carried by a thread for each direction: the reactor's own standard
/// input and output, FIFOs, and the pipes of children where no driver can take them over.
@org.jspecify.annotations.NullMarked
package dev.triga.pump;
