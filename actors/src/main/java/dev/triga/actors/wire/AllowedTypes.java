package dev.triga.actors.wire;

import java.io.ObjectInputFilter;
import java.util.Set;
import java.util.stream.Stream;

/// Which classes may come out of bytes: the plain values of the JDK, its collections and times, and
/// the user's own classes. Nothing of the JDK that does more than hold data is among them, none of
/// the codec's classes, and of Triga's those that describe actors.
///
/// The user's classes are those of the named packages and the packages below them; without names,
/// all that the application loader has loaded and that belong to no module of the JDK.
///
/// As a filter of Java deserialisation it has limits of its own on depth, number and size besides.
public final class AllowedTypes implements ObjectInputFilter {
  private static final int DEPTH_MAX = 64;
  private static final int REFERENCES_MAX = 100_000;
  private static final int ARRAY_MAX = 1 << 24;

  private static final Set<String> JDK_CLASSES =
      Set.of(
          "java.lang.Boolean",
          "java.lang.Byte",
          "java.lang.Character",
          "java.lang.Double",
          "java.lang.Enum",
          "java.lang.Float",
          "java.lang.Integer",
          "java.lang.Long",
          "java.lang.Number",
          "java.lang.Object",
          "java.lang.Record",
          "java.lang.Short",
          "java.lang.StackTraceElement",
          "java.lang.String",
          "java.lang.Void",
          "java.lang.invoke.SerializedLambda",
          "java.math.BigDecimal",
          "java.math.BigInteger",
          "java.net.URI",
          "java.util.UUID");

  private static final Set<String> JDK_COLLECTIONS =
      Set.of(
          "java.util.ArrayDeque",
          "java.util.ArrayList",
          "java.util.Arrays$ArrayList",
          "java.util.BitSet",
          "java.util.CollSer",
          "java.util.Collection",
          "java.util.EnumMap",
          "java.util.HashMap",
          "java.util.HashSet",
          "java.util.LinkedHashMap",
          "java.util.LinkedHashSet",
          "java.util.LinkedList",
          "java.util.List",
          "java.util.Map",
          "java.util.Map$Entry",
          "java.util.Optional",
          "java.util.Set",
          "java.util.TreeMap",
          "java.util.TreeSet",
          "java.util.concurrent.ConcurrentHashMap");

  /// Where the JDK's exceptions are that hold nothing but data.
  private static final Set<String> JDK_FAILURES =
      Set.of(
          "java.io",
          "java.lang",
          "java.net",
          "java.nio",
          "java.nio.channels",
          "java.nio.charset",
          "java.nio.file",
          "java.sql",
          "java.time",
          "java.util",
          "java.util.concurrent",
          "javax.net.ssl");

  private static final String OURS = "dev.triga.actors";

  private final Set<String> packages;

  /// @param packages the names of the user's packages; none for all that are on the path
  public AllowedTypes(Set<String> packages) {
    this.packages = Set.copyOf(packages);
  }

  /// Whether objects of this class may come out of bytes. Of an array, its elements count.
  public boolean allows(Class<?> type) {
    Class<?> element = type;
    while (element.isArray()) {
      element = element.getComponentType();
    }
    String name = element.getName();
    return element.isPrimitive()
        || JDK_CLASSES.contains(name)
        || JDK_COLLECTIONS.contains(name)
        || name.startsWith("java.util.Collections$")
        || name.startsWith("java.util.ImmutableCollections$")
        || (name.startsWith("java.time.") && name.indexOf('.', "java.time.".length()) < 0)
        || (Throwable.class.isAssignableFrom(element)
            && JDK_FAILURES.contains(element.getPackageName()))
        || isOurs(element)
        || isUsers(element);
  }

  /// Whether it is one of ours that describe actors.
  static boolean isOurs(Class<?> type) {
    return type.getPackageName().equals(OURS);
  }

  private boolean isUsers(Class<?> type) {
    if (!packages.isEmpty()) {
      String in = type.getPackageName();
      return Stream.iterate(in, AllowedTypes::above)
          .takeWhile(p -> !p.isEmpty())
          .anyMatch(packages::contains);
    }
    var loader = type.getClassLoader();
    // The bootstrap and platform loaders have the JDK's classes, and only those.
    return loader != null
        && loader != ClassLoader.getPlatformClassLoader()
        && !isOfPlatform(type.getPackageName());
  }

  private static String above(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(0, dot);
  }

  /// The modules of the JDK that the application loader has are its tools; those of Triga hold
  /// references to what is alive.
  private static boolean isOfPlatform(String in) {
    return in.startsWith("com.sun.")
        || in.startsWith("jdk.")
        || in.startsWith("sun.")
        || in.startsWith("tools.jackson.");
  }

  @Override
  public Status checkInput(FilterInfo info) {
    if (info.depth() > DEPTH_MAX
        || info.references() > REFERENCES_MAX
        || info.arrayLength() > ARRAY_MAX
        || info.streamBytes() > WireOutput.MESSAGE_BYTES_MAX) {
      return Status.REJECTED;
    }
    var type = info.serialClass();
    if (type == null) {
      return Status.UNDECIDED;
    }
    return allows(type) ? Status.ALLOWED : Status.REJECTED;
  }
}
