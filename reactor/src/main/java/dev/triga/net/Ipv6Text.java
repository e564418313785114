package dev.triga.net;

import java.net.Inet6Address;

/// The short text form of an IPv6 address (RFC 5952): the longest run of zero groups as `::`.
final class Ipv6Text {
  private static final int GROUPS = 8;

  private Ipv6Text() {}

  static String of(Inet6Address address) {
    byte[] bytes = address.getAddress();
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = (bytes[2 * i] & 0xff) << 8 | (bytes[2 * i + 1] & 0xff);
    }
    int runStart = longestZeroRun(groups);
    int runEnd = runStart < 0 ? -1 : endOfZeroRun(groups, runStart);
    var text = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      if (i == runStart) {
        text.append("::");
        i = runEnd - 1;
      } else {
        if (i > 0 && i != runEnd) {
          text.append(':');
        }
        text.append(Integer.toHexString(groups[i]));
      }
    }
    if (address.getScopeId() != 0) {
      text.append('%').append(address.getScopeId());
    }
    return text.toString();
  }

  /// The start of the first longest run of at least two zero groups, or -1.
  private static int longestZeroRun(int[] groups) {
    int best = -1;
    int bestLength = 1;
    for (int i = 0; i < GROUPS; i++) {
      int length = endOfZeroRun(groups, i) - i;
      if (length > bestLength) {
        best = i;
        bestLength = length;
      }
    }
    return best;
  }

  private static int endOfZeroRun(int[] groups, int start) {
    int end = start;
    while (end < GROUPS && groups[end] == 0) {
      end++;
    }
    return end;
  }
}
