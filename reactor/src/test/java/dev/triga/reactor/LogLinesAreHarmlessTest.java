package dev.triga.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogLinesAreHarmlessTest {
  private static final Instant TIME = Instant.parse("2026-11-20T21:20:00.123456Z");

  private static LogEntry entry(String message) {
    return new LogEntry(TIME, LogLevel.WARNING, "r.http", message, null);
  }

  @Test
  void aLineHasTimeLevelNameAndMessage() {
    assertEquals(
        "2026-11-20T21:20:00.123Z WARNING r.http: slow client",
        LogFormatter.oneLine().format(entry("slow client")));
  }

  @Test
  void aMessageCannotPretendToBeAnotherEntry() {
    String line = LogFormatter.oneLine().format(entry("a\r\nb\\n\tc\u001b[31m\u0000\u2028\u202e"));
    assertEquals(
        "2026-11-20T21:20:00.123Z WARNING r.http:"
            + " a\\r\\nb\\\\n\\tc\\u001B[31m\\u0000\\u2028\\u202E",
        line);
  }

  @Test
  void lettersOfAllScriptsAndEmojiStayAsTheyAre() {
    String text = "Grüße, 世界 שלום \ud83d\ude80";
    assertTrue(LogFormatter.oneLine().format(entry(text)).endsWith(text));
  }

  @Test
  void halfASurrogatePairIsEscaped() {
    assertTrue(LogFormatter.oneLine().format(entry("x\ud83dy")).endsWith("x\\uD83Dy"));
    assertTrue(LogFormatter.oneLine().format(entry("\ude80")).endsWith("\\uDE80"));
  }

  @Test
  void aStackTraceStaysOnTheLine() {
    var error = new IllegalStateException("evil\nentry", new RuntimeException("cause"));
    String line =
        LogFormatter.oneLine().format(new LogEntry(TIME, LogLevel.ERROR, "r", "failed", error));
    assertEquals(1, line.lines().count());
    assertTrue(line.contains("failed\\njava.lang.IllegalStateException: evil\\nentry\\n\\tat "));
    assertTrue(line.contains("Caused by: java.lang.RuntimeException: cause"));
  }

  @Test
  void anErrorThatCannotDescribeItselfDoesNotLoseTheEntry() {
    var error =
        new RuntimeException() {
          @Override
          public String getMessage() {
            throw new IllegalStateException("no message");
          }
        };
    String line =
        LogFormatter.oneLine().format(new LogEntry(TIME, LogLevel.ERROR, "r", "failed", error));
    assertTrue(line.contains("failed to describe itself"), line);
  }

  @Test
  void anyTextBecomesExactlyOneLineThatCanBeReadBack() {
    var random = new Random(42);
    for (int i = 0; i < 2_000; i++) {
      var text = new StringBuilder();
      for (int n = random.nextInt(20); n > 0; n--) {
        text.append((char) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(65_536)));
      }
      String line = LogFormatter.oneLine().format(entry(text.toString()));
      assertTrue(line.chars().noneMatch(Character::isISOControl), line);
      String prefix = "2026-11-20T21:20:00.123Z WARNING r.http: ";
      assertEquals(text.toString(), unescape(line.substring(prefix.length())));
    }
  }

  private static String unescape(String line) {
    var text = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) != '\\') {
        text.append(line.charAt(i));
        continue;
      }
      switch (line.charAt(++i)) {
        case 'n' -> text.append('\n');
        case 'r' -> text.append('\r');
        case 't' -> text.append('\t');
        case 'u' -> {
          text.append((char) Integer.parseInt(line.substring(i + 1, i + 5), 16));
          i += 4;
        }
        default -> text.append('\\');
      }
    }
    return text.toString();
  }

  @Test
  void theConsolePrintsOneLinePerEntry() throws Exception {
    var bytes = new ByteArrayOutputStream();
    LogObserver console =
        Log.console(new PrintStream(bytes, true, StandardCharsets.UTF_8))
            .only(LogFilter.atLeast(LogLevel.WARNING));
    console.observe(entry("a\nb"));
    console.observe(new LogEntry(TIME, LogLevel.INFO, "r", "not wanted", null));
    assertTrue(console.isForAnyThread());
    String printed = bytes.toString(StandardCharsets.UTF_8);
    assertEquals(1, printed.lines().count());
    assertTrue(printed.endsWith("a\\nb" + System.lineSeparator()));
  }

  @Test
  void levelsAreNumberedAndParsed() {
    assertEquals(10, LogLevel.DEBUG.number());
    assertEquals(50, LogLevel.CRITICAL.number());
    assertEquals(LogLevel.WARNING, LogLevel.parse("Warn"));
    var e = assertThrows(IllegalArgumentException.class, () -> LogLevel.parse("loud"));
    assertTrue(String.valueOf(e.getMessage()).contains("'loud' is none of debug, info"));
  }
}
