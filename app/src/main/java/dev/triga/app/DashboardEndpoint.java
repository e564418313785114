package dev.triga.app;

import dev.triga.app.settings.SettingException;
import dev.triga.app.settings.Settings;
import dev.triga.net.Endpoint;
import dev.triga.net.EndpointSyntaxException;
import org.jspecify.annotations.Nullable;

/// `--dashboard`: where the status page is served.
final class DashboardEndpoint {
  private static final String OFF = "off";

  private DashboardEndpoint() {}

  /// The endpoint; null when there is to be no page.
  ///
  /// @throws SettingException if it is none, or one where no page is served
  static @Nullable Endpoint of(Settings settings) {
    String text = settings.get(ServerSettings.DASHBOARD);
    if (text.equals(OFF)) {
      return null;
    }
    Endpoint endpoint;
    try {
      endpoint = Endpoint.parse(text);
    } catch (EndpointSyntaxException e) {
      throw new SettingException(
          "--dashboard " + OptionText.oneLine(text) + ": " + e.getMessage() + "; or it is off");
    }
    return switch (endpoint) {
      case Endpoint.Tcp _, Endpoint.Unix _, Endpoint.UnixAbstract _ -> endpoint;
      default ->
          throw new SettingException(
              "--dashboard " + endpoint + ": the status page is served on tcp: and unix: only");
    };
  }
}
