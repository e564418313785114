package dev.triga.app.demo;

import dev.triga.app.settings.Setting;

/// What can be set for the demo besides what every web application has.
public final class DemoSettings {
  /// How slow the service is that the batch calls.
  public static final Setting<Integer> CALL_MILLIS =
      Setting.number(
          "call-millis", 1, 10_000, 160, "Milliseconds that a call of the batch takes on average.");

  private DemoSettings() {}
}
