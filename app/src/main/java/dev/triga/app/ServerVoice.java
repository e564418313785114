package dev.triga.app;

import dev.triga.net.Endpoint;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/// What a server says about itself, in the order that programs which start it rely on: a line for
/// each endpoint, `ready`, and only then whatever else there is to say. On the arbiter's turn.
final class ServerVoice {
  private final PrintWriter words;
  private final List<String> held = new ArrayList<>();
  private boolean isReady;

  ServerVoice(PrintWriter words) {
    this.words = words;
  }

  /// The ports are open.
  void listening(List<Endpoint> bound) {
    bound.forEach(each -> words.println("listening on " + each));
    words.flush();
  }

  /// All workers serve.
  ///
  /// @param welcome what is said next
  void ready(List<String> welcome) {
    isReady = true;
    words.println("ready");
    welcome.forEach(words::println);
    held.forEach(words::println);
    held.clear();
    words.flush();
  }

  /// Says something once the server is ready.
  void tell(String line) {
    if (isReady) {
      words.println(line);
      words.flush();
    } else {
      held.add(line);
    }
  }
}
