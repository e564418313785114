package dev.triga.process;

/// A program ended with a code other than 0, and that was not expected. The message has the end of
/// what it wrote to standard error.
public final class ProcessExitFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN_CHARACTERS_MAX = 1_000;

  private final transient ProcessOutput output;

  ProcessExitFailure(ProcessSpec spec, ProcessOutput output) {
    super("'" + spec.command().getFirst() + "' ended with " + output.status() + said(output));
    this.output = output;
  }

  private static String said(ProcessOutput output) {
    String errors = output.errorText();
    int begin = Math.max(0, errors.length() - SHOWN_CHARACTERS_MAX);
    return errors.isBlank() ? " and said nothing" : ": " + errors.substring(begin);
  }

  /// What it wrote, and how it ended.
  public ProcessOutput output() {
    return output;
  }
}
