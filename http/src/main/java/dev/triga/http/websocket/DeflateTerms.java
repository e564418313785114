package dev.triga.http.websocket;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the two sides agree on about compression (RFC 7692, 7.1). The JDK's deflater has a window
/// of 32 KiB and no other, so an offer that asks us for a smaller one is declined; its inflater
/// reads what any window made.
///
/// @param serverForgets whether each message of the server is compressed by itself
/// @param clientForgets whether each message of the client is
record DeflateTerms(boolean serverForgets, boolean clientForgets) {
  private static final String NAME = "permessage-deflate";
  private static final String SERVER_FORGETS = "server_no_context_takeover";
  private static final String CLIENT_FORGETS = "client_no_context_takeover";
  private static final String SERVER_WINDOW = "server_max_window_bits";
  private static final String CLIENT_WINDOW = "client_max_window_bits";
  private static final Set<String> KNOWN =
      Set.of(SERVER_FORGETS, CLIENT_FORGETS, SERVER_WINDOW, CLIENT_WINDOW);

  /// What a server agrees to: the first offer that it can, or null.
  ///
  /// @param mayRemember whether there is memory for contexts
  static @Nullable DeflateTerms accepted(List<Tokens.Extension> offers, boolean mayRemember) {
    for (var offer : offers) {
      var params = offer.params();
      if (offer.name().equals(NAME)
          && isWellFormed(params, true)
          && params.getOrDefault(SERVER_WINDOW, "15").equals("15")) {
        return new DeflateTerms(
            !mayRemember || params.containsKey(SERVER_FORGETS),
            !mayRemember || params.containsKey(CLIENT_FORGETS));
      }
    }
    return null;
  }

  /// What a client offers.
  static String offer(boolean mayRemember) {
    return mayRemember ? NAME : NAME + "; " + SERVER_FORGETS + "; " + CLIENT_FORGETS;
  }

  /// What a server's answer to [#offer] means, or null if it is none to that.
  static @Nullable DeflateTerms agreed(Tokens.Extension answer, boolean mayRemember) {
    var params = answer.params();
    boolean isAnswer =
        answer.name().equals(NAME)
            && isWellFormed(params, false)
            && !params.containsKey(CLIENT_WINDOW)
            && (mayRemember || params.containsKey(SERVER_FORGETS));
    return isAnswer
        ? new DeflateTerms(
            params.containsKey(SERVER_FORGETS), !mayRemember || params.containsKey(CLIENT_FORGETS))
        : null;
  }

  private static boolean isWellFormed(Map<String, String> params, boolean isOffer) {
    return KNOWN.containsAll(params.keySet())
        && params.getOrDefault(SERVER_FORGETS, "").isEmpty()
        && params.getOrDefault(CLIENT_FORGETS, "").isEmpty()
        && isWindow(params.getOrDefault(SERVER_WINDOW, "15"))
        && (isWindow(params.getOrDefault(CLIENT_WINDOW, "15"))
            || (isOffer && params.getOrDefault(CLIENT_WINDOW, "").isEmpty()));
  }

  private static boolean isWindow(String bits) {
    return Set.of("8", "9", "10", "11", "12", "13", "14", "15").contains(bits);
  }

  /// How the server tells.
  String answer() {
    return NAME
        + (serverForgets ? "; " + SERVER_FORGETS : "")
        + (clientForgets ? "; " + CLIENT_FORGETS : "");
  }
}
