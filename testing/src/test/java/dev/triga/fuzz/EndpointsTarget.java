package dev.triga.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.triga.net.Endpoint;
import dev.triga.net.EndpointSyntaxException;

/// The text form of endpoints, as users and configurations give it.
public final class EndpointsTarget {
  private EndpointsTarget() {}

  /// Feeds one input.
  public static void fuzzerTestOneInput(byte[] data) {
    String text = new String(data, UTF_8);
    Endpoint endpoint;
    try {
      endpoint = Endpoint.parse(text);
    } catch (EndpointSyntaxException e) {
      String message = String.valueOf(e.getMessage());
      if (message.codePoints().anyMatch(Character::isISOControl)) {
        throw new AssertionError("the message is more than one line of text: " + message, e);
      }
      return;
    }
    var again = Endpoint.parse(endpoint.toString());
    if (!again.equals(endpoint)) {
      throw new AssertionError(endpoint + " is read back as " + again);
    }
  }
}
