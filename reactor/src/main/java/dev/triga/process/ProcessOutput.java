package dev.triga.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/// What a program wrote, and how it ended. Immutable; any thread.
public final class ProcessOutput {
  private final ProcessSpec spec;
  private final ExitStatus status;
  private final byte[] out;
  private final byte[] err;

  ProcessOutput(ProcessSpec spec, ExitStatus status, byte[] out, byte[] err) {
    this.spec = spec;
    this.status = status;
    this.out = out;
    this.err = err;
  }

  /// How it ended.
  public ExitStatus status() {
    return status;
  }

  /// What it wrote to standard output.
  public byte[] bytes() {
    return out.clone();
  }

  /// What it wrote to standard error.
  public byte[] errorBytes() {
    return err.clone();
  }

  /// What it wrote to standard output, as UTF-8, without the line end behind the last line.
  public String text() {
    return text(out);
  }

  /// What it wrote to standard error, likewise.
  public String errorText() {
    return text(err);
  }

  private static String text(byte[] bytes) {
    String all = new String(bytes, UTF_8);
    return all.endsWith("\n") ? all.substring(0, all.length() - 1) : all;
  }

  /// The lines of standard output.
  public List<String> lines() {
    return text().lines().toList();
  }

  /// This, if the program ended with code 0.
  ///
  /// @throws ProcessExitFailure if it did not
  public ProcessOutput orThrow() {
    if (!status.isSuccess()) {
      throw new ProcessExitFailure(spec, this);
    }
    return this;
  }

  @Override
  public String toString() {
    return "ProcessOutput["
        + spec.command().getFirst()
        + ", "
        + status
        + ", "
        + out.length
        + " bytes, errors "
        + err.length
        + " bytes]";
  }
}
