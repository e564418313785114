package dev.triga.nativeio;

import dev.triga.driver.Availability;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.Users;

/// Gives up the rights of the present user, root as a rule, for good.
final class UserChange {
  private UserChange() {}

  /// Becomes a user, a member of a group, or both; an empty name leaves that as it is. A number
  /// without an entry is a user all the same, whose group is the one of that number.
  static synchronized Availability to(String user, String group) {
    try (CallMemory memory = CallMemory.acquire()) {
      int groupNumber = Users.UNKNOWN;
      if (!group.isEmpty()) {
        groupNumber = number(group, Users.group(memory.errno, group));
        if (groupNumber == Users.UNKNOWN) {
          return Availability.no("there is no group " + group);
        }
      }
      if (user.isEmpty()) {
        return outcome("group " + group, Users.becomeGroup(memory.errno, groupNumber));
      }
      String name = user;
      long found = Users.user(memory.errno, name);
      if (found == Users.UNKNOWN) {
        int number = number(user, Users.UNKNOWN);
        if (number == Users.UNKNOWN) {
          return Availability.no("there is no user " + user);
        }
        String entry = Users.name(memory.errno, number);
        if (entry != null) {
          name = entry;
          found = Users.user(memory.errno, name);
        }
        if (found == Users.UNKNOWN) {
          found = (long) number << 32 | number;
        }
      }
      int userNumber = (int) (found >>> 32);
      if (groupNumber == Users.UNKNOWN) {
        groupNumber = (int) found;
      }
      return become(
          memory, name, userNumber, groupNumber, userNumber == Users.current(memory.errno));
    }
  }

  private static Availability become(
      CallMemory memory, String user, int userNumber, int groupNumber, boolean isAlready) {
    // The groups first: afterwards there is no right to change them.
    int groups = Users.takeGroups(memory.errno, user, groupNumber);
    if (groups < 0 && !isAlready) {
      return outcome("the groups of " + user, groups);
    }
    int group = Users.becomeGroup(memory.errno, groupNumber);
    return group < 0
        ? outcome("the group of " + user, group)
        : outcome("user " + user, Users.becomeUser(memory.errno, userNumber));
  }

  /// A name that nobody has may be a number.
  private static int number(String name, int found) {
    if (found == Users.UNKNOWN && name.matches("[0-9]{1,10}")) {
      long number = Long.parseLong(name);
      return number <= Integer.MAX_VALUE ? (int) number : Users.UNKNOWN;
    }
    return found;
  }

  private static Availability outcome(String what, int outcome) {
    return outcome >= 0
        ? Availability.YES
        : Availability.no("cannot become " + what + ": " + Errno.sentence(outcome));
  }
}
