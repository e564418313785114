package dev.triga.loop;

/// What the thread that has the turn is doing. Never thrown: it carries a stack to the log.
final class TurnHolderStack extends Exception {
  private static final long serialVersionUID = 1L;

  TurnHolderStack(String threadName, StackTraceElement[] stack) {
    super("thread '" + threadName + "' has the turn", null, false, true);
    setStackTrace(stack);
  }
}
