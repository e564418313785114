package dev.triga.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.triga.process.ProcessExitFailure;
import dev.triga.tasks.Cancelled;
import dev.triga.tasks.Failure;
import dev.triga.tasks.Lost;
import dev.triga.tasks.Outcome;
import dev.triga.tasks.Success;
import dev.triga.tasks.TimedOut;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.StringJoiner;

/// Prints the outcomes of `triga batch`: what each line gave, or a line of JSON for each. For one
/// thread.
final class BatchReport {
  private final OutputStream out;
  private final PrintStream err;
  private final boolean isJson;
  private long unsuccessful;

  /// What it says is UTF-8, whatever the locale.
  ///
  /// @param out no [PrintStream], which would keep to itself what goes wrong
  BatchReport(OutputStream out, PrintStream err, boolean isJson) {
    this.out = new BufferedOutputStream(out);
    this.err = new PrintStream(err, true, UTF_8);
    this.isJson = isJson;
  }

  long unsuccessful() {
    return unsuccessful;
  }

  /// Prints one.
  ///
  /// @throws IOException if it cannot be written to standard output
  void print(Outcome<BatchLine, LineResult> outcome) throws IOException {
    if (!outcome.isSuccess()) {
      unsuccessful++;
    }
    if (isJson) {
      out.write((json(outcome) + System.lineSeparator()).getBytes(UTF_8));
    } else {
      printText(outcome);
    }
    out.flush();
  }

  private void printText(Outcome<BatchLine, LineResult> outcome) throws IOException {
    switch (outcome) {
      case Success(_, var result, _) -> {
        err.writeBytes(result.err());
        out.write(result.out());
      }
      case Failure(var line, var error, _) -> {
        if (error instanceof ProcessExitFailure exit) {
          out.write(exit.output().bytes());
          err.writeBytes(exit.output().errorBytes());
        }
        say(line, reason(error));
      }
      case TimedOut(var line, var after, _) -> say(line, "took longer than " + seconds(after));
      case Lost(var line, var why, _) -> say(line, "lost: " + why);
      case Cancelled<?, ?> _ -> {} // The last line of the progress has their number.
    }
  }

  private void say(BatchLine line, String what) {
    err.println("triga batch: " + line + ": " + what);
  }

  private static String reason(Throwable error) {
    return error instanceof ProcessExitFailure exit
        ? exit.output().status().toString()
        : String.valueOf(error.getMessage() == null ? error : error.getMessage());
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.3f s", time.toNanos() / 1e9);
  }

  private static String json(Outcome<BatchLine, LineResult> outcome) {
    BatchLine line = outcome.task();
    var fields = new StringJoiner(",", "{", "}");
    fields.add("\"line\":" + line.number());
    fields.add("\"task\":" + JsonText.quoted(line.text()));
    fields.add("\"outcome\":" + JsonText.quoted(kind(outcome)));
    switch (outcome) {
      case Success(_, var result, _) -> {
        if (result == LineResult.RESUMED) {
          fields.add("\"resumed\":true");
        }
        addOutput(fields, result.out(), result.err());
      }
      case Failure(_, var error, _) -> {
        if (error instanceof ProcessExitFailure exit) {
          fields.add("\"exit\":" + exit.output().status().code());
          addOutput(fields, exit.output().bytes(), exit.output().errorBytes());
        } else {
          fields.add("\"error\":" + JsonText.quoted(error.toString()));
        }
      }
      case TimedOut(_, var after, _) ->
          fields.add("\"error\":" + JsonText.quoted("took longer than " + seconds(after)));
      case Lost(_, var why, _) -> fields.add("\"error\":" + JsonText.quoted(why));
      case Cancelled<?, ?> _ -> {}
    }
    fields.add("\"attempt\":" + outcome.attempt().number());
    double took = outcome.attempt().tookNanos() / 1e9;
    fields.add(String.format(Locale.ROOT, "\"seconds\":%.6f", took));
    return fields.toString();
  }

  private static String kind(Outcome<?, ?> outcome) {
    return switch (outcome) {
      case Success<?, ?> _ -> "success";
      case Failure<?, ?> _ -> "failure";
      case TimedOut<?, ?> _ -> "timed-out";
      case Lost<?, ?> _ -> "lost";
      case Cancelled<?, ?> _ -> "cancelled";
    };
  }

  private static void addOutput(StringJoiner fields, byte[] out, byte[] err) {
    fields.add("\"out\":" + JsonText.quoted(new String(out, UTF_8)));
    fields.add("\"err\":" + JsonText.quoted(new String(err, UTF_8)));
  }
}
