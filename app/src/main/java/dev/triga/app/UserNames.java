package dev.triga.app;

import dev.triga.app.settings.Setting;
import dev.triga.app.settings.SettingException;
import dev.triga.app.settings.Settings;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;

/// `--user` and `--group`: whether there are such.
final class UserNames {
  private UserNames() {}

  /// Sees whether this machine knows the user and the group, by name or number. It may block.
  ///
  /// @throws SettingException if not, so that a misspelt one is a mistake before a port is open
  static void check(Settings process) {
    check(process, ServerSettings.USER, UserPrincipalLookupService::lookupPrincipalByName);
    check(process, ServerSettings.GROUP, UserPrincipalLookupService::lookupPrincipalByGroupName);
  }

  /// Looks a name up.
  @FunctionalInterface
  private interface Lookup {
    Object find(UserPrincipalLookupService service, String name) throws IOException;
  }

  private static void check(Settings process, Setting<String> setting, Lookup lookup) {
    String name = process.find(setting);
    if (name == null) {
      return;
    }
    String what = "--" + setting.name() + " '" + OptionText.oneLine(name) + "': ";
    if (name.isEmpty()) {
      throw new SettingException(
          what + "the name is empty; leave the option out to stay who you are");
    }
    if (name.matches("-?[0-9]+")
        && !(name.matches("[0-9]{1,10}") && Long.parseLong(name) <= Integer.MAX_VALUE)) {
      throw new SettingException(what + "a number is within 0.." + Integer.MAX_VALUE);
    }
    try {
      var _ = lookup.find(FileSystems.getDefault().getUserPrincipalLookupService(), name);
    } catch (UserPrincipalNotFoundException e) {
      throw new SettingException(
          what + "there is no such " + setting.name() + " here; a name or a number is allowed");
    } catch (IOException | UnsupportedOperationException e) {
      throw new SettingException(what + "cannot be looked up: " + e.getMessage());
    }
  }
}
