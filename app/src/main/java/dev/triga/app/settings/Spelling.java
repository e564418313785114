package dev.triga.app.settings;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What somebody may have meant.
final class Spelling {
  /// So many letters may be wrong, but never most of a word: any two words of three letters are as
  /// near as that.
  private static final int DISTANCE_MAX = 2;

  private static final int LENGTH_MAX = 100;

  private Spelling() {}

  /// The known word that is nearest to another one; null if none is near.
  static @Nullable String nearest(String word, Set<String> known) {
    String nearest = null;
    int best = Math.min(DISTANCE_MAX, word.length() / 2) + 1;
    for (String candidate : known.stream().sorted().toList()) {
      int distance = word.length() > LENGTH_MAX ? best : distance(word, candidate);
      if (distance < best) {
        best = distance;
        nearest = candidate;
      }
    }
    return nearest;
  }

  /// How many letters have to be put in, taken out or changed (Levenshtein).
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int change = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
