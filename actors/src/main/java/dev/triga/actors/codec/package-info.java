/// How the arguments and results of commands become bytes on their way to another process.
///
/// Numbers, texts, bytes, lists, sets, maps, actor references, functions and failures have a form
/// of their own; whatever else is in a message goes through a
/// [Codec][dev.triga.actors.codec.Codec]. The default is CBOR by Jackson 3, which takes records,
/// enums, collections and the types of `java.time` as they are. Another one is a service of the
/// interface on the path:
///
/// ```java
/// public final class Kryo implements Codec {
///   public String name() { return "kryo"; }
///   ...
/// }
/// ```
@NullMarked
package dev.triga.actors.codec;

import org.jspecify.annotations.NullMarked;
