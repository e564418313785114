/// How connections work above the drivers: streams, listening ports, connecting. Not exported; the
/// contracts are in [dev.triga.net].
@org.jspecify.annotations.NullMarked
package dev.triga.transport;
