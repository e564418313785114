package dev.triga.loop;

/// The phases of a system event, in order.
enum EventPhase {
  BEFORE,
  DURING,
  AFTER;

  String phaseName() {
    return switch (this) {
      case BEFORE -> "before";
      case DURING -> "during";
      case AFTER -> "after";
    };
  }
}
