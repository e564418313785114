package dev.triga.actors.launch;

import dev.triga.reactor.Reactor;
import dev.triga.reactor.SystemEvent;
import java.nio.file.attribute.UserPrincipal;
import org.jspecify.annotations.Nullable;

/// The run directory of this process, made when somebody needs it and removed with its reactor:
/// whoever we have become by then is whose it is. On the turn.
public final class RunHome {
  private final Reactor reactor;
  private @Nullable Open open;

  private record Open(RunDirectory directory, UserPrincipal owner) {}

  /// One that is not there yet.
  public RunHome(Reactor reactor) {
    this.reactor = reactor;
  }

  /// The folder.
  ///
  /// @throws RunDirectoryException if there is no safe place for it
  public RunDirectory directory() {
    return open().directory;
  }

  /// Our user.
  public UserPrincipal owner() {
    return open().owner;
  }

  private Open open() {
    var before = open;
    if (before != null) {
      return before;
    }
    var us = RunUser.ofThisProcess();
    var directory =
        RunDirectory.create(
            RunDirectory.places(
                System.getenv().getOrDefault("XDG_RUNTIME_DIR", ""),
                RunUser.TEMPORARY_FOLDER,
                us.number()),
            us.principal(),
            ProcessHandle.current().pid());
    reactor.events().after(SystemEvent.SHUTDOWN, () -> remove(directory));
    var made = new Open(directory, us.principal());
    open = made;
    return made;
  }

  private void remove(RunDirectory directory) {
    try {
      directory.close();
    } catch (RunDirectoryException e) {
      // The next run removes it; this one has ended in order for all that.
      reactor.log().warning(String.valueOf(e.getMessage()));
    }
  }
}
