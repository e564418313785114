package dev.triga.fuzz;

import dev.triga.testing.Corpus;
import java.util.Locale;
import java.util.function.Consumer;

/// What is fuzzed.
enum Target {
  LINES(LinesTarget.class, LinesTarget::fuzzerTestOneInput, 300),
  NETSTRINGS(NetstringsTarget.class, NetstringsTarget::fuzzerTestOneInput, 300),
  INT_FRAMES(IntFramesTarget.class, IntFramesTarget::fuzzerTestOneInput, 300),
  STATEFUL(StatefulTarget.class, StatefulTarget::fuzzerTestOneInput, 300),
  ENDPOINTS(EndpointsTarget.class, EndpointsTarget::fuzzerTestOneInput, 2_000),
  PROXY_HEADERS(ProxyTarget.class, ProxyTarget::fuzzerTestOneInput, 150),
  TLS(TlsTarget.class, TlsTarget::fuzzerTestOneInput, 25);

  private final Class<?> type;
  private final Consumer<byte[]> input;
  private final int generated;

  /// A target.
  ///
  /// @param generated how many inputs a normal run makes of the corpus
  Target(Class<?> type, Consumer<byte[]> input, int generated) {
    this.type = type;
    this.input = input;
    this.generated = generated;
  }

  Class<?> type() {
    return type;
  }

  /// The inputs that were worth keeping.
  Corpus corpus() {
    return Corpus.of(Target.class, "corpus/" + fileName());
  }

  int generated() {
    return generated;
  }

  /// Feeds it; throws when something is wrong.
  void feed(byte[] data) {
    input.accept(data);
  }

  /// The name of its corpus.
  String fileName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-') + ".txt";
  }
}
