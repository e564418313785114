/// What the native drivers of both families share, whether the kernel tells them of readiness or of
/// completion: addresses, options and errors of sockets, the direct send, the shortage of
/// descriptors, and the tokens by which events find their owner.
@NullMarked
package dev.triga.nativeio.socket;

import org.jspecify.annotations.NullMarked;
